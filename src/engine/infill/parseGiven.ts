import { JsonReader } from '../../base/jsonReader';
import { failed, ok, type Result } from '../../base/result';
import { sentence, type Sentence } from '../../base/sentence';
import type { GivenCanvas, GivenDigit, PlacedToken } from '../diffusion/given';

const keys = ['lengths', 'revealed', 'fixed', 'forced', 'banned'];
/** More entries in a list than any canvas has use for. */
const mostEntries = 65_536;

/**
 * Reads a `GivenCanvas` from whatever came through a door: a file, or another process. Only its shape is
 * checked; whether a model can start from it, `StartCanvas` says.
 *
 * @returns the canvas, or what is wrong, as the end of a sentence without its full stop
 */
export function parseGiven(value: unknown): Result<GivenCanvas, Sentence> {
  const reader = JsonReader.of(value, sentence('it'));
  const foreign = reader.keys().find((key) => !keys.includes(key));
  if (foreign !== undefined) {
    reader.complain(
      sentence('it has “{0}”, and there are only {1}', foreign.slice(0, 40), keys.join(', ')),
    );
  }
  const list = <Entry>(key: string, read: (entry: JsonReader) => Entry): readonly Entry[] => {
    if (!reader.has(key)) return [];
    const entries = reader.objects(key);
    if (entries.length <= mostEntries) return entries.map(read);
    reader.complain(sentence('{0} has more than {1} entries', key, mostEntries));
    return [];
  };
  const given = {
    lengths: reader.integers('lengths'),
    revealed: list('revealed', readDigit),
    fixed: list('fixed', readDigit),
    forced: list('forced', (entry) => ({
      ...readToken(entry),
      ...(entry.has('digits') ? { digits: entry.integer('digits', 1) } : {}),
    })),
    banned: list('banned', readToken),
  };
  return reader.problem === undefined ? ok(given) : failed(reader.problem);
}

function readDigit(entry: JsonReader): GivenDigit {
  return {
    position: entry.integer('position', 0),
    digit: entry.integer('digit', 0),
    value: entry.integer('value', 0),
  };
}

function readToken(entry: JsonReader): PlacedToken {
  return { position: entry.integer('position', 0), token: entry.integer('token', 0) };
}
