import type { Clock } from '../base/clock';
import { failureOf } from '../base/failureOf';
import { inEnglish, sentence, type Sentence } from '../base/sentence';
import { openEngine, type EngineOptions } from './openEngine';
import type { OpenedEngine } from './openModel';
import { byQuality, mostPaceMs, paceKey, paceSentence } from './model/pace';
import { machineOf, readPaces, writePaces } from './model/paceFile';
import { listModels, type ModelListing } from './model/registry';

export interface BestOptions extends Omit<EngineOptions, 'modelFolder'> {
  /** Folders that hold models. */
  readonly modelFolders: readonly string[];
  /** Where it is remembered how long models take on this machine. */
  readonly paceFile: string;
  readonly processor: Clock;
}

export type OpenedBest = OpenedEngine & {
  /** Sentences: why this model was taken, and each better one was not. */
  readonly why: readonly Sentence[];
};

type Usable = Extract<ModelListing, { kind: 'usable' }>;

/**
 * Opens the best model that this machine runs within a second. One that was never timed is opened and
 * timed; the last one is taken however long it takes. A model that cannot be opened is passed over.
 */
export async function openBest(options: BestOptions): Promise<OpenedBest> {
  const { modelFolders, paceFile, processor, ...engine } = options;
  const { log, device, threads } = engine;
  const usable = await bestFirst(modelFolders);
  const paces = new Map(await readPaces(paceFile));
  const why: Sentence[] = [];
  let refused: OpenedEngine | undefined;
  for (const [index, { folder, manifest }] of usable.entries()) {
    const isLast = index === usable.length - 1;
    const key = paceKey(manifest, machineOf({ device, threads }));
    const known = paces.get(key);
    if (known !== undefined && known > mostPaceMs && !isLast) {
      why.push(paceSentence(manifest, known));
      continue;
    }
    const opened = await openEngine({ modelFolder: folder, ...engine });
    if (opened.kind === 'failed') {
      refused = opened;
      why.push(opened.failure.said);
      continue;
    }
    const paceMs = known ?? (await opened.engine.pace(processor));
    if (known === undefined) await writePaces(paceFile, paces.set(key, paceMs));
    why.push(paceSentence(manifest, paceMs));
    if (paceMs <= mostPaceMs || isLast) {
      for (const one of why) log.info(`model auto: ${inEnglish(one)}`);
      return { ...opened, why };
    }
    await opened.engine.dispose();
  }
  const message = sentence(
    'No model is installed in {0}. Install the extension again, or choose the folder of a model.',
    modelFolders.join(', '),
  );
  const none: OpenedEngine = { kind: 'failed', failure: failureOf('model-missing', message) };
  return { ...(refused ?? none), why };
}

/** What `openBest` would say by what is known already, without opening any model. */
export async function explainBest(
  options: Pick<BestOptions, 'modelFolders' | 'paceFile' | 'device' | 'threads'>,
): Promise<readonly Sentence[]> {
  const usable = await bestFirst(options.modelFolders);
  const paces = await readPaces(options.paceFile);
  const sentences: Sentence[] = [];
  for (const { manifest } of usable) {
    const known = paces.get(paceKey(manifest, machineOf(options)));
    sentences.push(paceSentence(manifest, known));
    if (known === undefined || known <= mostPaceMs) break;
  }
  return sentences;
}

async function bestFirst(folders: readonly string[]): Promise<readonly Usable[]> {
  const listings = await listModels(folders);
  return listings
    .filter((listing): listing is Usable => listing.kind === 'usable')
    .sort((a, b) => byQuality(a.manifest, b.manifest));
}
