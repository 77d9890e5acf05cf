import { resolve } from 'node:path';
import { assertUnreachable } from '../base/assert';
import { bytesText } from '../base/bytesText';
import { inEnglish } from '../base/sentence';
import { explainBest, listModels, type ModelListing } from '../engine';
import { modelFacts } from '../engine/model/modelFacts';
import { paceOf, type Paces } from '../engine/model/pace';
import { machineOf, readPaces } from '../engine/model/paceFile';
import { isAddress } from '../store/address';
import type { Added } from '../store/modelStore';
import type { OriginName } from '../store/origin';
import type { Work } from '../store/work';
import { brief } from './brief';
import type { Command } from './arguments';
import { exitCodes, type ExitCode } from './exitCodes';
import type { CommandContext } from './commandContext';

type ModelsCommand = Extract<Command, { kind: 'models' }>;

/** Lists the models that are there, or adds, repairs or removes one. */
export async function runModels(
  { action, json }: ModelsCommand,
  context: CommandContext,
): Promise<ExitCode> {
  const { store, terminal, signal } = context;
  switch (action.kind) {
    case 'list':
      return list(json, context);
    case 'add':
      return bring(store.add(placeOf(action.from), signal), context);
    case 'repair':
      return bring(store.repair(action.id, signal), context);
    case 'remove': {
      const removed = await store.remove(action.id);
      const said = removed.ok ? `removed ${action.id}.` : removed.failure.message;
      terminal.note(`prime-infill: ${brief(said)}\n`);
      return removed.ok ? exitCodes.done : exitCodes.failed;
    }
    default:
      return assertUnreachable(action);
  }
}

function placeOf(from: string): string {
  return isAddress(from) ? from : resolve(from);
}

/** Runs to the end, and says how far it is. */
async function bring(work: Work, { terminal }: CommandContext): Promise<ExitCode> {
  let next = await work.next();
  while (next.done !== true) {
    const { model, file, bytes, totalBytes } = next.value;
    const percent = Math.floor((100 * bytes) / totalBytes);
    terminal.progress(`${model.id}: ${percent} % of ${bytesText(totalBytes)}, ${file}`);
    next = await work.next();
  }
  terminal.progress('');
  const outcome = next.value;
  switch (outcome.kind) {
    case 'added': {
      const { id, folder, brought } = outcome;
      const what = brought.length === 0 ? 'is whole' : `is there, with ${brought.join(', ')}`;
      terminal.note(
        `prime-infill: ${id} ${what}. Fill with it by --model ${id}; it lies in ${folder}.\n`,
      );
      return exitCodes.done;
    }
    case 'cancelled':
      terminal.note('prime-infill: cancelled. The same command goes on with what has come.\n');
      return exitCodes.cancelled;
    case 'failed':
      terminal.note(`prime-infill: ${brief(outcome.failure.message)}\n`);
      return exitCodes.failed;
    default:
      return assertUnreachable(outcome);
  }
}

async function list(json: boolean, context: CommandContext): Promise<ExitCode> {
  const { terminal, modelFolders, paceFile, store } = context;
  const bundled = await listModels(modelFolders);
  const added = await store.list();
  const unfinished = await store.unfinished();
  const paces = await readPaces(paceFile);
  if (json) {
    const rows = [
      ...[...bundled, ...added].map((listing) => plainListing(listing, paces)),
      ...unfinished.map(({ manifest, ...rest }) => ({ kind: 'unfinished', ...rest, name: manifest.name })), // prettier-ignore
    ];
    terminal.out(`${JSON.stringify(rows, undefined, 2)}\n`);
    return exitCodes.done;
  }
  for (const listing of bundled) terminal.out(describe(listing, paces));
  for (const listing of added) terminal.out(describe(listing, paces) + origin(listing));
  for (const { id, origin: from, bytes, totalBytes } of unfinished) {
    const how = `${bytesText(bytes)} of ${bytesText(totalBytes)} have come`;
    terminal.out(`${id}\n  ${how}; prime-infill models add ${nameOf(from)} goes on\n`);
  }
  if (bundled.length === 0) {
    terminal.note(`No model is installed in ${modelFolders.join(' or ')}.\n`);
    return exitCodes.done;
  }
  const why = await explainBest({ modelFolders, paceFile, device: 'auto', threads: 0 });
  terminal.out(`\nauto: ${why.map(inEnglish).join(' ')}\n`);
  return exitCodes.done;
}

function describe(listing: ModelListing, paces: Paces): string {
  if (listing.kind === 'broken')
    return `${listing.folder}\n  cannot be used: ${listing.failure.message}\n`;
  const { manifest, folder } = listing;
  const { size, licence, languages, subTokens, kind, quality, pace } = factsOf(manifest, paces);
  const measured = [quality, pace].flatMap((one) => (one ? [inEnglish(one)] : [])).join('; ');
  return (
    `${manifest.id}  ${manifest.name}, ${inEnglish(size)}, ${licence}\n  ${manifest.description}\n` +
    `  ${languages}\n  ${inEnglish(subTokens)}\n  ${inEnglish(kind)}\n  ${measured}\n  ${folder}\n`
  );
}

function origin({ origin: name }: Added): string {
  return name === undefined ? '' : `  from ${nameOf(name)}\n`;
}

function nameOf(origin: OriginName): string {
  return origin.kind === 'address' ? origin.address : origin.folder;
}

function factsOf(
  manifest: Parameters<typeof modelFacts>[0],
  paces: Paces,
): ReturnType<typeof modelFacts> {
  return modelFacts(manifest, paceOf(manifest, paces, machineOf({ device: 'auto', threads: 0 })));
}

function plainListing(listing: ModelListing | Added, paces: Paces): object {
  const from =
    'origin' in listing && listing.origin !== undefined ? { origin: listing.origin } : {};
  if (listing.kind === 'broken') return { ...listing, ...from };
  const { id, name, description, licence, languages, parameters, metrics, subTokens, graph } =
    listing.manifest;
  const { kind, folder } = listing;
  const paceMs = paceOf(listing.manifest, paces, machineOf({ device: 'auto', threads: 0 }));
  return {
    ...{ kind, folder, id, name, description, licence, languages, parameters, metrics },
    subTokens,
    graph: graph.kind,
    ...(paceMs === undefined ? {} : { paceMs }),
    ...from,
  };
}
