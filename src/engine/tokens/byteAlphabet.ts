/**
 * The alphabet of byte-level BPE (GPT-2): each byte is written as one printable character, so that
 * any byte string is a string of the vocabulary. 188 bytes stand for themselves, the others take
 * the code points from U+0100 on, in order.
 */
const characterOfByte: readonly string[] = makeAlphabet();
const byteOfCharacter: ReadonlyMap<string, number> = new Map(
  characterOfByte.map((character, byte) => [character, byte]),
);

function makeAlphabet(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCharCode(printable ? byte : next++);
  });
}

export function byteCharacters(): readonly string[] {
  return characterOfByte;
}

/** The bytes a piece of the vocabulary stands for, or undefined if it is not written in the alphabet. */
export function bytesOfPiece(piece: string): Uint8Array | undefined {
  const bytes = new Uint8Array(piece.length);
  for (let i = 0; i < piece.length; i++) {
    const byte = byteOfCharacter.get(piece.charAt(i));
    if (byte === undefined) return undefined;
    bytes[i] = byte;
  }
  return bytes;
}
