import { join } from 'node:path';
import { assertUnreachable } from '../base/assert';
import { systemClock } from '../base/clock';
import { openStore } from '../store/openStore';
import { parseCommand, type Command } from './arguments';
import { runEvaluation } from './eval/evalCommand';
import { brief } from './brief';
import { exitCodes, type ExitCode } from './exitCodes';
import { cannotWrite } from './cannotWrite';
import type { CommandContext } from './commandContext';
import { runFill } from './fillCommand';
import { help } from './help';
import { runDevice } from './deviceCommand';
import { runModels } from './modelsCommand';
import { runServe } from './serve/serveCommand';
import { processTerminal, type Terminal, type TerminalStream } from './terminal';
import { isUndisturbed } from './undisturbed';
import { cacheFolder, dataFolder } from './userFolders';
import { Watchdog } from './watchdog';
import { isRegularFile, writeToTheEnd } from './wholeOutput';

/** No model that fills takes so long for one pass. */
const silenceMs = 60_000;
const modelIsSilent =
  'prime-infill: the model has not answered for a minute, so the command was ended. ' +
  'Choose another model with --model.\n';

async function main(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const command = parseCommand(words);
  if (!command.ok) {
    terminal.note(`prime-infill: ${brief(command.failure)}\nSee prime-infill --help.\n`);
    return exitCodes.usage;
  }
  if (command.value.kind !== 'help' && command.value.kind !== 'models') {
    const watchdog = new Watchdog(silenceMs, modelIsSilent);
    const watched = (stream: TerminalStream): TerminalStream => ({
      ...stream,
      write: (text) => watchdog.whileWriting(() => stream.write(text)),
    });
    terminal = processTerminal(watched(output), watched(errors));
  }
  const interrupt = new AbortController();
  process.on('SIGINT', () => {
    // A second Ctrl+C does not wait for what runs now, such as the loading of a model.
    if (interrupt.signal.aborted && !isUndisturbed()) endAtOnce();
    interrupt.abort();
  });
  // The bundle is dist/cli.js; the models lie beside dist.
  const bundledFolder = join(__dirname, '..', 'models');
  return run(command.value, {
    terminal,
    clock: systemClock,
    signal: interrupt.signal,
    modelFolders: [bundledFolder],
    store: openStore(join(dataFolder(), 'models'), [bundledFolder], () => Date.now()),
    paceFile: join(cacheFolder(), 'pace.json'),
  });
}

/** Node's own end waits for its threads, one of which may read a pipe that nobody writes into. */
function endAtOnce(): void {
  process.removeAllListeners('SIGINT');
  process.kill(process.pid, 'SIGINT');
}

async function run(command: Command, context: CommandContext): Promise<ExitCode> {
  switch (command.kind) {
    case 'help':
      context.terminal.out(help);
      return exitCodes.done;
    case 'models':
      return runModels(command, context);
    case 'device':
      return runDevice(command, context);
    case 'eval':
      return runEvaluation(command, context);
    case 'serve':
      return runServe(command, context);
    case 'fill':
      return runFill(command, context);
    default:
      return assertUnreachable(command);
  }
}

/** A stream of the process; into a file it writes by itself, since Node's own takes a part for all of it. */
function streamOf(
  stream: NodeJS.WriteStream & { readonly fd: number },
  onFailure: (error: unknown) => void,
): TerminalStream {
  if (!isRegularFile(stream.fd)) {
    stream.on('error', onFailure);
    const { isTTY, columns } = stream;
    return { isTTY, columns, write: (text) => stream.write(text) };
  }
  const write = (text: string): void => {
    try {
      writeToTheEnd(stream.fd, text);
    } catch (error) {
      onFailure(error);
    }
  };
  return { isTTY: false, write };
}

// What goes on is told while somebody takes it. A full disk or a closed pipe there keeps no fill back.
const errors = streamOf(process.stderr, () => undefined);
// A reader that has seen enough, such as `head`, closes the pipe: that is no error of ours.
const output = streamOf(process.stdout, (error) => {
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') endUnwritten(error);
});
const terminal = processTerminal(output, errors);

function endUnwritten(error: unknown): never {
  terminal.note(`prime-infill: ${cannotWrite('standard output', error)}\n`);
  process.exit(exitCodes.failed);
}

main(process.argv.slice(2), terminal).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.note(`prime-infill: this is a bug. Please report it:\n${what}\n`);
    process.exitCode = exitCodes.failed;
  },
);
