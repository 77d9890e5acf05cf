import { parseSvgColours } from '../../playback';
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
    case 'openInEditor':
    case 'explained':
      return { kind };
  }
  if (kind === 'steer' || kind === 'insertFrame') return parseSteer(fields);
  const run = fields.get('run');
  if (kind === 'showRun') return isIndex(run) ? { kind, run } : undefined;
  const candidate = fields.get('candidate');
  if (kind === 'saveCharts') {
    const plot = fields.get('plot');
    const colours = parseSvgColours(fields.get('colours'));
    if (!isIndex(candidate) || typeof plot !== 'string' || colours === undefined) return undefined;
    return { kind, candidate, plot, colours };
  }
  if (kind === 'savePicture') return parsePicture(fields);
  const position = fields.get('position');
  return kind === 'revealPosition' && isIndex(candidate) && isIndex(position)
    ? { kind, candidate, position }
    : undefined;
}

/** Far above any picture that the page draws. */
const mostLetters = 64 * 1024 * 1024;

function parsePicture(fields: ReadonlyMap<string, unknown>): FromVisualiser | undefined {
  const format = fields.get('format');
  const base64 = fields.get('base64');
  if ((format !== 'png' && format !== 'gif') || typeof base64 !== 'string') return undefined;
  return base64.length <= mostLetters ? { kind: 'savePicture', format, base64 } : undefined;
}
