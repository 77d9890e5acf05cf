import type { FromVisualiser } from '../../protocol/visualiserProtocol';
import { parseSteer } from './parseSteer';
import { isIndex } from './stepPlace';

/** A message of the page, or undefined for anything that it does not send. */
export function parseMessage(value: unknown): FromVisualiser | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const fields = new Map<string, unknown>(Object.entries(value));
  const kind = fields.get('kind');
  switch (kind) {
    case 'ready':
    case 'saveTrace':
    case 'openTrace':
    case 'saveStatistics':
    case 'copyCommand':
    case 'compare':
    case 'stopComparing':
      return { kind };
  }
  if (kind === 'steer' || kind === 'insertFrame') return parseSteer(fields);
  const run = fields.get('run');
  if (kind === 'showRun') return isIndex(run) ? { kind, run } : undefined;
  const candidate = fields.get('candidate');
  if (kind === 'saveCharts') {
    return isIndex(candidate) ? { kind, candidate } : undefined;
  }
  const position = fields.get('position');
  return kind === 'revealPosition' && isIndex(candidate) && isIndex(position)
    ? { kind, candidate, position }
    : undefined;
}
