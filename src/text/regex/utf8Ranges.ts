import type { Range } from './syntax';

/** Byte ranges, one for each byte of a character: all their combinations are the characters meant. */
export type ByteRanges = readonly Range[];

/**
 * A range of code points as runs of byte ranges in UTF-8, by splitting it until every run is a full
 * product (as in R. Cox, utf8-ranges). Surrogates, which no UTF-8 writes, are left out.
 */
export function utf8Ranges([low, high]: Range): readonly ByteRanges[] {
  if (low > high) return [];
  if (low < 0xe000 && high > 0xd7ff) {
    return [...utf8Ranges([low, Math.min(high, 0xd7ff)]), ...utf8Ranges([Math.max(low, 0xe000), high])]; // prettier-ignore
  }
  for (const last of [0x7f, 0x7ff, 0xffff]) {
    if (low <= last && high > last) return [...utf8Ranges([low, last]), ...utf8Ranges([last + 1, high])]; // prettier-ignore
  }
  const length = high < 0x80 ? 1 : high < 0x800 ? 2 : high < 0x10000 ? 3 : 4;
  for (let i = 1; i < length; i++) {
    const rest = 2 ** (6 * i) - 1; // what the last i bytes hold
    if ((low & ~rest) === (high & ~rest)) continue;
    if ((low & rest) !== 0) return [...utf8Ranges([low, low | rest]), ...utf8Ranges([(low | rest) + 1, high])]; // prettier-ignore
    if ((high & rest) !== rest) return [...utf8Ranges([low, (high & ~rest) - 1]), ...utf8Ranges([high & ~rest, high])]; // prettier-ignore
  }
  const [first, last] = [encode(low), encode(high)];
  return [Array.from(first, (byte, i) => [byte, last[i]!] as const)];
}

function encode(code: number): Uint8Array {
  return new TextEncoder().encode(String.fromCodePoint(code));
}
