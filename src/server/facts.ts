import type { EngineInfo } from '../engine';
import type { ModelEntry } from '../protocol/serverProtocol';
import { stopping } from './refusal';
import type { FactsRoute } from './route';
import { versionOf } from './serverOptions';

export interface ServerFacts {
  /** Of the program. */
  readonly version: string;
  readonly model: Pick<EngineInfo, 'id' | 'sha256'>;
  readonly isStopping: boolean;
}

/** What is answered without the engine, in the protocol's words. */
export function factsOf(
  route: FactsRoute,
  { version, model, isStopping }: ServerFacts,
): { readonly status: number; readonly body: object } {
  const name = model.id;
  const ready = !isStopping;
  const status = ready ? 200 : 503;
  switch (route.kind) {
    case 'live':
      return { status: 200, body: { live: true } };
    case 'ready':
      return { status, body: ready ? { ready, live: true } : { ready, error: stopping.message } };
    case 'server': {
      const extensions = ['generate', 'model_repository'];
      return { status: 200, body: { name: 'prime-infill', version, extensions } };
    }
    case 'index': {
      const state = ready ? 'READY' : 'UNAVAILABLE';
      const entry: ModelEntry = { name, version: versionOf(model.sha256), state, reason: '' };
      return { status: 200, body: [entry] };
    }
    case 'model':
      return { status: 200, body: metadataOf(model) };
    case 'model ready':
      return { status, body: { name, ready } };
  }
}

function metadataOf({ id, sha256 }: ServerFacts['model']): object {
  return {
    name: id,
    versions: [versionOf(sha256)],
    platform: 'onnxruntime_onnx',
    inputs: [{ name: 'text_input', datatype: 'BYTES', shape: [1] }],
    outputs: [{ name: 'text_output', datatype: 'BYTES', shape: [1] }],
  };
}
