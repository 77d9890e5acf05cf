import { pause } from '../base/pause';
import { ModelStore } from './modelStore';

/**
 * The store of a program, with the patience of a program.
 *
 * @param folder absolute; made when the first model is added
 * @param bundledFolders folders that hold models of their own, whose ids are taken
 * @param now milliseconds since 1970
 */
export function openStore(
  folder: string,
  bundledFolders: readonly string[],
  now: () => number,
): ModelStore {
  return new ModelStore({
    folder,
    bundledFolders,
    web: { silenceMs: 30_000, wait: pause },
    lock: { now, renewMs: 5000, staleMs: 60_000 },
  });
}
