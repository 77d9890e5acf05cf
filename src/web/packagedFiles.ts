import { sha256 } from '../base/sha256';
import type { ModelFiles } from '../engine/web';

/** Reads a file of the extension, by its path in it. Rejects where there is none. */
export type ReadFile = (path: string) => Promise<Uint8Array<ArrayBuffer>>;

/** The files of a model that came with the extension. Each is read once, as what was verified is to be what is opened. */
export function packagedFiles(id: string, read: ReadFile): ModelFiles {
  const contents = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  const content = (name: string): Promise<Uint8Array<ArrayBuffer>> => {
    const known = contents.get(name) ?? read(`models/${id}/${name}`);
    contents.set(name, known);
    return known;
  };
  return {
    folder: id,
    read: content,
    size: async (name) => (await content(name)).length,
    sha256: async (name) => sha256(await content(name)),
  };
}
