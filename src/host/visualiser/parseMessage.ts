import type { FromVisualiser } from '../../protocol/visualiserProtocol';
import { isIndex } from './stepPlace';

/** A message of the page, or undefined for anything that it does not send. */
export function parseMessage(value: unknown): FromVisualiser | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const fields = new Map<string, unknown>(Object.entries(value));
  const kind = fields.get('kind');
  if (kind === 'ready' || kind === 'saveTrace' || kind === 'openTrace') {
    return { kind };
  }
  const candidate = fields.get('candidate');
  const position = fields.get('position');
  return kind === 'revealPosition' && isIndex(candidate) && isIndex(position)
    ? { kind, candidate, position }
    : undefined;
}
