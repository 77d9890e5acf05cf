import { parseArgs } from 'node:util';
import { failed, ok, type Result } from '../../base/result';
import { engineOptions, namelessFile, parseEngine, type EngineChoice } from '../options';
import { refusal } from '../refusal';

export interface ServeCommand extends EngineChoice {
  readonly kind: 'serve';
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Path of a file that holds the token. */
  readonly tokenFile: string | undefined;
  /** Paths of files, as PEM. */
  readonly tls: { readonly certificate: string; readonly key: string } | undefined;
  readonly bodyMegabytes: number;
  /** Of how many texts the context is kept. */
  readonly contexts: number;
}

const options = {
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '8600' },
  'token-file': { type: 'string' },
  certificate: { type: 'string' },
  key: { type: 'string' },
  'body-megabytes': { type: 'string', default: '16' },
  contexts: { type: 'string', default: '4' },
  ...engineOptions,
  help: { type: 'boolean', short: 'h' },
} as const;

/** What the words after `serve` ask for, or a sentence that says what is wrong with them. */
export function parseServe(
  words: readonly string[],
): Result<ServeCommand | { readonly kind: 'help' }, string> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...words], options, strict: true });
  } catch (error) {
    return failed(refusal(error));
  }
  const { values } = parsed;
  if (values.help === true) return ok({ kind: 'help' });
  const { host, certificate, key, 'token-file': tokenFile } = values;
  if (host === '') return failed('--host must be an address, such as 127.0.0.1 or 0.0.0.0.');
  if ((certificate === undefined) !== (key === undefined)) {
    return failed('--certificate and --key belong together: give both, or neither.');
  }
  const nameless = namelessFile(values, ['token-file', 'certificate', 'key']);
  if (nameless !== undefined) return failed(nameless);
  const port = wholeNumber('port', values.port, [0, 65_535]);
  if (!port.ok) return port;
  const bodyMegabytes = wholeNumber('body-megabytes', values['body-megabytes'], [1, 256]);
  if (!bodyMegabytes.ok) return bodyMegabytes;
  const contexts = wholeNumber('contexts', values.contexts, [1, 64]);
  if (!contexts.ok) return contexts;
  const engine = parseEngine(values);
  if (!engine.ok) return engine;
  return ok({
    kind: 'serve',
    ...engine.value,
    host,
    port: port.value,
    tokenFile,
    tls: certificate === undefined || key === undefined ? undefined : { certificate, key },
    bodyMegabytes: bodyMegabytes.value,
    contexts: contexts.value,
  });
}

function wholeNumber(
  name: string,
  word: string,
  [least, most]: readonly [number, number],
): Result<number, string> {
  const value = /^\d{1,6}$/u.test(word) ? Number(word) : NaN;
  return value >= least && value <= most
    ? ok(value)
    : failed(`--${name} must be a whole number from ${least} to ${most}, not “${word}”.`);
}
