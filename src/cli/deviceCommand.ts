import type { DeviceTrial } from '../engine';
import { brief } from './brief';
import type { Command } from './arguments';
import { exitCodes, type ExitCode } from './exitCodes';
import type { CommandContext } from './commandContext';
import { openChosen } from './openChosen';

/** Tries the devices with a model and says which one is used, and why. */
export async function runDevice(
  command: Extract<Command, { kind: 'device' }>,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context;
  const opened = await openChosen(command, context);
  if (!opened.ok) {
    const { code, message } = opened.failure;
    if (command.json) {
      terminal.out(
        `${JSON.stringify({ kind: 'failed', failure: { code, message } }, undefined, 2)}\n`,
      );
    }
    terminal.note(`prime-infill: ${brief(message)}\n`);
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

function describeTrial({ device, milliseconds, verdict }: DeviceTrial): string {
  const ms = milliseconds === undefined ? '' : `${milliseconds.toFixed(1)} ms`;
  return `${device.padEnd(7)} ${ms.padStart(9)}  ${verdict}`;
}
