import type { InferenceSession } from 'onnxruntime-node';
import type { Manifest } from '../model/manifest';
import type { ModelFiles } from '../model/modelFiles';
import { CachedGraph, type GraphFacts } from './cachedGraph';
import type { GraphFile, OnnxRuntime } from './onnxRuntime';
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

/**
 * Loads the graphs of a model. Throws what the runtime throws, and if a graph is not what the manifest says, with nothing left open.
 */
export async function loadGraphs(
  ort: OnnxRuntime,
  { files, manifest }: { readonly files: ModelFiles; readonly manifest: Manifest },
  device: Device,
  options: InferenceSession.SessionOptions,
): Promise<ModelGraphs> {
  const opened: CachedGraph[] = [];
  try {
    for (const facts of graphFacts(manifest, device)) {
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
function graphFacts({ graph, limits }: Manifest, device: Device): readonly GraphFacts[] {
  const { layers, kvHeads, headDim, canvas } = graph;
  const fileOf = (one: { readonly file: string; readonly gpu: string | undefined }): string =>
    isProcessor(device) ? one.file : (one.gpu ?? one.file);
  const file = fileOf(graph);
  const shared = { kvHeads, headDim };
  const { lengths: tellsLengths } = limits;
  if (canvas === undefined) {
    return [{ ...shared, file, layers, takesRemaining: true, tellsLengths }];
  }
  return [
    { ...shared, file, layers, takesRemaining: false, tellsLengths: false },
    {
      ...shared,
      file: fileOf(canvas),
      layers: canvas.layers.length,
      takesRemaining: true,
      tellsLengths,
    },
  ];
}
