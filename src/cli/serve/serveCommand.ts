import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { brief } from '../brief';
import type { Log } from '../../base/log';
import { failed, ok, type Result } from '../../base/result';
import { defaultLimits, InferenceServer, isLoopback } from '../../server';
import type { CommandContext } from '../commandContext';
import { exitCodes, type ExitCode } from '../exitCodes';
import { openChosen } from '../openChosen';
import { readText } from '../readBytes';
import type { Terminal } from '../terminal';
import type { ServeCommand } from './serveArguments';

/** Where the token may be in place of a file. A command line can be read by every user of a machine. */
const tokenVariable = 'PRIME_INFILL_TOKEN';
const leastTokenCharacters = 16;
/** Of a token, a certificate or its key. */
const mostOptionBytes = 1_000_000;

/** Answers other programs until it is told to stop, which is no failure. */
export async function runServe(command: ServeCommand, context: CommandContext): Promise<ExitCode> {
  const { terminal, clock, signal } = context;
  const fail = (message: string, code: ExitCode = exitCodes.failed): ExitCode => {
    terminal.note(`prime-infill: ${brief(message)}\n`);
    return code;
  };
  const token = await readToken(command.tokenFile);
  if (!token.ok) return fail(token.failure);
  const isPrivate = isLoopback(command.host);
  if (!isPrivate && token.value === undefined) {
    return fail(`Others could reach ${command.host}: give a token with --token-file F or in ${tokenVariable}, or leave out --host.`, exitCodes.usage); // prettier-ignore
  }
  const tls = await readTls(command.tls);
  if (!tls.ok) return fail(tls.failure);
  // Before the model is loaded, which takes a while in which it may be told to stop.
  const stop = new AbortController();
  const onStop = (): void => stop.abort();
  process.on('SIGTERM', onStop);
  signal.addEventListener('abort', onStop);

  const opened = await openChosen(command, context);
  if (!opened.ok) return fail(opened.failure.message);
  const engine = opened.value;
  const server = new InferenceServer({
    engine,
    token: token.value,
    tls: tls.value,
    limits: { ...defaultLimits, mostBodyBytes: command.bodyMegabytes * 2 ** 20 },
    version: await versionOfProgram(),
    clock,
    log: logTo(terminal),
  });
  const listening = await server.listen(command.host, command.port);
  if (!listening.ok) {
    await engine.dispose();
    return fail(listening.failure);
  }
  const scheme = tls.value === undefined ? 'http' : 'https';
  const host = command.host.includes(':') ? `[${command.host}]` : command.host;
  terminal.note(`${engine.info.name} on ${engine.device} answers at ${scheme}://${host}:${listening.value}/v2/models/${engine.info.id}/generate. Ctrl+C stops it.\n`); // prettier-ignore
  if (!isPrivate && tls.value === undefined) {
    terminal.note('Text and token come without encryption: put a balancer with TLS before it, or give --certificate and --key.\n'); // prettier-ignore
  }
  if (!stop.signal.aborted) {
    await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
  }
  terminal.note('stopping: the fill under way comes to its end\n');
  await server.stop();
  await engine.dispose();
  return exitCodes.done;
}

/** Undefined where none is given. */
async function readToken(file: string | undefined): Promise<Result<string | undefined, string>> {
  const read = file === undefined ? ok(process.env[tokenVariable]) : await readOption(file, '--token-file'); // prettier-ignore
  if (!read.ok) return read;
  const token = read.value?.trim();
  if (token === undefined || (file === undefined && token === '')) return ok(undefined);
  const where = file === undefined ? tokenVariable : file;
  if (token.length < leastTokenCharacters || !/^[\x21-\x7e]+$/u.test(token)) {
    return failed(`The token in ${where} must be at least ${leastTokenCharacters} letters, digits and signs in one word. Make one with: openssl rand -hex 32`); // prettier-ignore
  }
  return ok(token);
}

async function readTls(
  files: ServeCommand['tls'],
): Promise<Result<{ readonly cert: string; readonly key: string } | undefined, string>> {
  if (files === undefined) return ok(undefined);
  const cert = await readOption(files.certificate, '--certificate');
  if (!cert.ok) return cert;
  const key = await readOption(files.key, '--key');
  if (!key.ok) return key;
  const tls = { cert: cert.value, key: key.value };
  try {
    createSecureContext(tls);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed(`What --certificate and --key name is no pair for TLS (${why}). Give both as PEM, without a password.`); // prettier-ignore
  }
  return ok(tls);
}

async function readOption(file: string, option: string): Promise<Result<string, string>> {
  try {
    return ok(await readText(file, mostOptionBytes));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed(`What ${option} names cannot be read (${why}). Give the path of a file.`);
  }
}

/** The bundle is dist/cli.js; package.json lies beside dist. */
async function versionOfProgram(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(__dirname, '..', 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return version;
}

function logTo(terminal: Terminal): Log {
  const line = (text: string): void => terminal.note(`${text}\n`);
  return { debug: () => undefined, info: line, warn: line, error: line };
}
