import { processorClock } from '../base/clock';
import { silentLog } from '../base/log';
import { failed, ok, type Result } from '../base/result';
import { findModel, openBest, openEngine, type Engine, type Failure } from '../engine';
import type { CommandContext } from './commandContext';
import type { EngineChoice } from './options';

/** Opens the model that the command line names, and keeps the contexts of so many texts. */
export async function openChosen(
  { model, device, threads, contexts = 1 }: EngineChoice & { readonly contexts?: number },
  {
    clock,
    modelFolders,
    paceFile,
    store,
  }: Pick<CommandContext, 'clock' | 'modelFolders' | 'paceFile' | 'store'>,
): Promise<Result<Engine, Failure>> {
  if (model === 'auto') {
    const shared = { device, threads, contexts, clock, processor: processorClock, log: silentLog };
    // An added model says of itself how good it is, so that none is taken unless it is named.
    const best = await openBest({ modelFolders, paceFile, ...shared });
    return best.kind === 'opened' ? ok(best.engine) : failed(best.failure);
  }
  const found = await findModel(model, [...modelFolders, store.folder]);
  if (!found.ok) return found;
  const opened = await openEngine({
    modelFolder: found.value,
    device,
    threads,
    contexts,
    clock,
    log: silentLog,
  });
  return opened.kind === 'opened' ? ok(opened.engine) : failed(opened.failure);
}
