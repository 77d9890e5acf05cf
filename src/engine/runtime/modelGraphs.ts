import type { InferenceSession } from 'onnxruntime-node';
import type { CachedGraph as CachedKind, PlainGraph } from '../model/graphKinds';
import type { Manifest } from '../model/manifest';
import type { ModelFiles } from '../model/modelFiles';
import { CachedGraph, type GraphFacts } from './cachedGraph';
import type { GraphFile, OnnxRuntime } from './onnxRuntime';
import { SequenceGraph } from './sequenceGraph';
import { isProcessor, type Device } from './sessionOptions';

/** The graphs of a model: one that does both, or one for the stream and what follows it and one for canvases. */
export class ModelGraphs {
  constructor(
    readonly causal: CachedGraph,
    readonly canvas: CachedGraph,
  ) {}

  /** Each graph once. */
  get all(): readonly CachedGraph[] {
    return this.causal === this.canvas ? [this.causal] : [this.causal, this.canvas];
  }

  async release(): Promise<void> {
    for (const graph of this.all) await graph.release();
  }
}

/** What a model is opened as. */
export type LoadedGraphs = ModelGraphs | SequenceGraph;

/**
 * Loads the graphs of a model. Throws what the runtime throws, and if a graph is not what the manifest says, with nothing left open.
 */
export async function loadGraphs(
  ort: OnnxRuntime,
  { files, manifest }: { readonly files: ModelFiles; readonly manifest: Manifest },
  device: Device,
  options: InferenceSession.SessionOptions,
): Promise<LoadedGraphs> {
  const { graph, subTokens } = manifest;
  if (graph.kind === 'plain') {
    const name = fileOf(graph, device);
    const facts = { file: name, length: subTokens.length, heads: graph.heads };
    const session = await created(ort, { files, name }, options);
    const sequence = new SequenceGraph(ort, session, facts);
    const mismatch = sequence.mismatch();
    if (mismatch === undefined) return sequence;
    await sequence.release();
    throw new Error(`${name}: ${mismatch}`);
  }
  const opened: CachedGraph[] = [];
  try {
    for (const facts of graphFacts(manifest, graph, device)) {
      const session = await created(ort, { files, name: facts.file }, options);
      const graph = new CachedGraph(ort, session, facts);
      opened.push(graph);
      const mismatch = graph.mismatch();
      if (mismatch !== undefined) throw new Error(`${facts.file}: ${mismatch}`);
    }
  } catch (error) {
    for (const graph of opened) await graph.release();
    throw error;
  }
  const [causal, canvas = causal] = opened;
  if (causal === undefined || canvas === undefined) throw new Error('Bug: a model without a graph');
  return new ModelGraphs(causal, canvas);
}

async function created(
  ort: OnnxRuntime,
  graph: GraphFile,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  try {
    return await ort.open(graph, options);
  } catch (error) {
    throw new Error(`${graph.name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** The graph of the stream first. */
function graphFacts(
  { limits }: Manifest,
  graph: CachedKind,
  device: Device,
): readonly GraphFacts[] {
  const { layers, kvHeads, headDim, canvas } = graph;
  const file = fileOf(graph, device);
  const shared = { kvHeads, headDim };
  const { lengths: tellsLengths } = limits;
  if (canvas === undefined) {
    return [{ ...shared, file, layers, takesRemaining: true, tellsLengths }];
  }
  return [
    { ...shared, file, layers, takesRemaining: false, tellsLengths: false },
    {
      ...shared,
      file: fileOf(canvas, device),
      layers: canvas.layers.length,
      takesRemaining: true,
      tellsLengths,
    },
  ];
}

function fileOf(graph: Pick<CachedKind | PlainGraph, 'file' | 'gpu'>, device: Device): string {
  return isProcessor(device) ? graph.file : (graph.gpu ?? graph.file);
}
