/** Of each token whether it begins, and whether it ends, with a letter, digit or `_`. [V] each, 1 if so. */
export interface WordEdges {
  readonly begins: Uint8Array;
  readonly ends: Uint8Array;
}

/** @param pieceBytes the bytes of each token, by id */
export function wordEdgesOf(pieceBytes: readonly Uint8Array[]): WordEdges {
  const edge = (at: 0 | -1): Uint8Array =>
    Uint8Array.from(pieceBytes, (bytes) => (isWord(bytes.at(at)) ? 1 : 0));
  return { begins: edge(0), ends: edge(-1) };
}

/** Bytes beyond ASCII count as letters: most are. */
function isWord(byte: number | undefined): boolean {
  return byte !== undefined && (byte >= 0x80 || /\w/u.test(String.fromCharCode(byte)));
}
