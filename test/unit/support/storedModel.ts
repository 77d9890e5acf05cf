import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ModelStore, type StoreOptions } from '../../../src/store/modelStore';
import type { StoreOutcome, StoreProgress, Work } from '../../../src/store/work';
import { goodManifest } from './manifests';
import type { ModelServer } from './modelServer';

/** A model whose files are no graphs at all, large enough to come in several pieces. */
export function storedFiles(seed = 1): ReadonlyMap<string, Buffer> {
  const noise = (bytes: number, start: number): Buffer => {
    const content = Buffer.alloc(bytes);
    let state = (start * 2654435761) >>> 0;
    for (let at = 0; at < bytes; at++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      content[at] = state >>> 24;
    }
    return content;
  };
  return new Map([
    ['denoiser.onnx', noise(300_000, seed)],
    ['tokenizer.json', noise(20_000, seed + 1)],
  ]);
}

/** The manifest of these files, as JSON. */
export function storedManifest(
  files: ReadonlyMap<string, Buffer>,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const facts = [...files].map(([name, content]) => [
    name,
    { sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length },
  ]);
  return { ...goodManifest(), files: Object.fromEntries(facts) as unknown, ...changes };
}

/** Lays the model on the server, and tells the address of its manifest. */
export function putModel(
  server: ModelServer,
  files: ReadonlyMap<string, Buffer>,
  manifest: Readonly<Record<string, unknown>> = storedManifest(files),
): string {
  for (const [name, content] of files) server.files.set(`/m/${name}`, content);
  server.files.set('/m/manifest.json', Buffer.from(JSON.stringify(manifest)));
  return `${server.address}/m/manifest.json`;
}

/** A store that waits for nothing between two attempts. */
export function openStore(
  folder: string,
  authority: string,
  changes: Partial<StoreOptions> & { readonly silenceMs?: number } = {},
): ModelStore {
  const { silenceMs = 20_000, ...others } = changes;
  return new ModelStore({
    folder,
    bundledFolders: [join(process.cwd(), 'models')],
    web: { silenceMs, authority, wait: () => Promise.resolve() },
    lock: { now: () => Date.now(), renewMs: 1000, staleMs: 60_000 },
    ...others,
  });
}

/** Runs it to its end. */
export async function finish(
  work: Work,
  onProgress: (progress: StoreProgress) => void = () => undefined,
): Promise<StoreOutcome> {
  for (;;) {
    const next = await work.next();
    if (next.done === true) return next.value;
    onProgress(next.value);
  }
}
