import { sentence } from '../base/sentence';
import type { GivenDigit, SpeltToken, SubTokens, TracedCanvas } from '../protocol/engineTypes';
import type { FieldReader } from './fieldReader';

/** More tokens than any hole has. */
const mostTokens = 4096;

/** What a fill was given; problems go to `reader`. */
export function parseTracedCanvas(
  reader: FieldReader,
  value: unknown,
  { length: digits, base }: SubTokens,
  holes: number,
): TracedCanvas {
  const where = 'header.given';
  const fields = reader.object(value, where);
  const lengths = reader.list(fields.get('lengths'), `${where}.lengths`, (item, at) =>
    reader.integer(item, at, 0, mostTokens),
  );
  if (lengths.length !== holes) {
    reader.fail(`${where}.lengths`, sentence('a list of {0}, one for each span', holes));
  }
  const last = lengths.reduce((sum, length) => sum + length, 0) - 1;
  const digitsOf = (name: string): readonly GivenDigit[] =>
    reader.list(fields.get(name), `${where}.${name}`, (item, at) => {
      const entry = reader.object(item, at);
      return {
        position: reader.integer(entry.get('position'), `${at}.position`, 0, last),
        digit: reader.integer(entry.get('digit'), `${at}.digit`, 0, digits - 1),
        value: reader.integer(entry.get('value'), `${at}.value`, 0, base - 1),
      };
    });
  const tokensOf = (name: string): readonly SpeltToken[] =>
    reader.list(fields.get(name), `${where}.${name}`, (item, at) => {
      const entry = reader.object(item, at);
      return {
        position: reader.integer(entry.get('position'), `${at}.position`, 0, last),
        token: reader.integer(entry.get('token'), `${at}.token`),
        text: reader.text(entry.get('text'), `${at}.text`),
      };
    });
  return {
    lengths,
    revealed: digitsOf('revealed'),
    fixed: digitsOf('fixed'),
    banned: tokensOf('banned'),
    settled: tokensOf('settled'),
  };
}
