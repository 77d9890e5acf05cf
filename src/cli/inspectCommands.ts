import { explainBest, listModels, type DeviceTrial, type ModelListing } from '../engine';
import type { Command } from './arguments';
import { exitCodes, type ExitCode } from './exitCodes';
import type { CommandContext } from './fillCommand';
import { openChosen } from './openChosen';

/** Lists the models that are installed, and says of each that cannot be used why. */
export async function runModels(
  { json }: Extract<Command, { kind: 'models' }>,
  { terminal, modelFolders, paceFile }: CommandContext,
): Promise<ExitCode> {
  const listings = await listModels(modelFolders);
  if (json) terminal.out(`${JSON.stringify(listings.map(plainListing), undefined, 2)}\n`);
  else if (listings.length === 0)
    terminal.note(`No model is installed in ${modelFolders.join(' or ')}.\n`);
  else {
    for (const listing of listings) terminal.out(`${describe(listing)}\n`);
    const why = await explainBest({ modelFolders, paceFile, device: 'auto', threads: 0 });
    terminal.out(`\nauto: ${why.join(' ')}\n`);
  }
  return exitCodes.done;
}

/** Tries the devices with a model and says which one is used, and why. */
export async function runDevice(
  command: Extract<Command, { kind: 'device' }>,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context;
  const opened = await openChosen(command, context);
  if (!opened.ok) {
    if (command.json) {
      terminal.out(
        `${JSON.stringify({ kind: 'failed', failure: opened.failure }, undefined, 2)}\n`,
      );
    }
    terminal.note(`prime-infill: ${opened.failure.message}\n`);
    return exitCodes.failed;
  }
  const { device, trials, info } = opened.value;
  await opened.value.dispose();
  if (command.json) {
    terminal.out(`${JSON.stringify({ model: info.id, device, trials }, undefined, 2)}\n`);
  } else {
    terminal.out(`${info.name} runs on ${device}\n`);
    for (const trial of trials) terminal.out(`  ${describeTrial(trial)}\n`);
  }
  return exitCodes.done;
}

function describe(listing: ModelListing): string {
  if (listing.kind === 'broken')
    return `${listing.folder}\n  cannot be used: ${listing.failure.message}`;
  const { id, name, parameters, licence, languages, description } = listing.manifest;
  const millions = (parameters / 1e6).toFixed(1);
  return (
    `${id}  ${name}, ${millions} M parameters, ${licence}\n` +
    `  ${description}\n  ${languages.join(', ')}\n  ${listing.folder}`
  );
}

function plainListing(listing: ModelListing): object {
  if (listing.kind === 'broken') return listing;
  const { id, name, description, licence, languages, parameters, metrics } = listing.manifest;
  const { kind, folder } = listing;
  return { kind, folder, id, name, description, licence, languages, parameters, metrics };
}

function describeTrial({ device, milliseconds, verdict }: DeviceTrial): string {
  const ms = milliseconds === undefined ? '' : `${milliseconds.toFixed(1)} ms`;
  return `${device.padEnd(7)} ${ms.padStart(9)}  ${verdict}`;
}
