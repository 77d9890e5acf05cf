import type { Tokenizer } from '../tokens/tokenizer';
import { toDocumentLines, type LineEnd } from './lineEnd';

/**
 * A hole's tokens as text of the document: without the fragment that already stands before the
 * span, and with the document's line ends. Bytes that are no UTF-8 are left out rather than put
 * into a file as U+FFFD; a U+FFFD that the model wrote on purpose stays.
 */
export function holeText(
  tokenizer: Tokenizer,
  tokens: Int32Array,
  fragment: Uint8Array,
  lineEnd: LineEnd,
): string {
  const bytes = tokenizer.bytes(tokens).subarray(fragment.length);
  return toDocumentLines(decodeValid(bytes), lineEnd);
}

function decodeValid(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const decoded = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    return decoded.replaceAll('\ufffd', '');
  }
}
