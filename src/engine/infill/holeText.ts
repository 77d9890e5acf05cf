import type { Tokenizer } from '../tokens/tokenizer';

/**
 * A hole's tokens as text, its lines ending as the model's do: without the fragment that already
 * stands before the span. Bytes that are no UTF-8 are left out rather than put into a file as U+FFFD;
 * a U+FFFD that the model wrote on purpose stays. A carriage return would be half of a line end.
 */
export function holeText(tokenizer: Tokenizer, tokens: Int32Array, fragment: Uint8Array): string {
  const bytes = tokenizer.bytes(tokens).subarray(fragment.length);
  return decodeValid(bytes).replaceAll('\r', '');
}

function decodeValid(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const decoded = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    return decoded.replaceAll('\ufffd', '');
  }
}
