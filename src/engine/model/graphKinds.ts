import type { JsonReader } from '../../base/jsonReader';

/** What a model computes with; docs/model-format.md has the inputs and outputs. */
export type Graph = CachedGraph | PlainGraph;

/** The context is encoded once and kept. */
export interface CachedGraph {
  readonly kind: 'cached';
  readonly file: string;
  /** The same for devices that are not the processor; absent: `file` for all. */
  readonly gpu: string | undefined;
  readonly layers: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** A graph of its own for canvases; absent: the one graph does both. */
  readonly canvas: CanvasGraph | undefined;
}

/** A few bidirectional layers over the context's keys and values of some causal layers. */
export interface CanvasGraph {
  readonly file: string;
  readonly gpu: string | undefined;
  /** The causal layers, one for each layer of the canvas. */
  readonly layers: readonly number[];
}

/** The digits of the whole sequence in, logits out: all see all, and nothing is kept between steps. */
export interface PlainGraph {
  readonly kind: 'plain';
  readonly file: string;
  readonly gpu: string | undefined;
  /** Of attention: the memory of a forward goes by their number. */
  readonly heads: number;
  /** Where it says what stands at a position: there, or at the one before, as a causal model does. */
  readonly tells: 'own' | 'next';
  readonly canvas: undefined;
}

export function readGraph(graph: JsonReader): Graph {
  const files = {
    file: graph.string('file'),
    gpu: graph.has('gpu') ? graph.string('gpu') : undefined,
  };
  if (graph.string('kind') === 'plain') {
    return {
      kind: 'plain',
      ...files,
      heads: graph.integer('heads', 1),
      tells: graph.oneOf('tells', ['own', 'next'], 'own'),
      canvas: undefined,
    };
  }
  return {
    kind: 'cached',
    ...files,
    layers: graph.integer('layers', 1),
    kvHeads: graph.integer('kvHeads', 1),
    headDim: graph.integer('headDim', 1),
    canvas: graph.has('canvas') ? readCanvas(graph.object('canvas')) : undefined,
  };
}

function readCanvas(canvas: JsonReader): CanvasGraph {
  return {
    file: canvas.string('file'),
    gpu: canvas.has('gpu') ? canvas.string('gpu') : undefined,
    layers: canvas.integers('layers'),
  };
}

/** Every graph that a model may be asked to run. */
export function graphFiles({ file, gpu, canvas }: Graph): readonly string[] {
  return [file, gpu, canvas?.file, canvas?.gpu].filter((name) => name !== undefined);
}
