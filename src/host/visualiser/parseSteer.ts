import type { SteerChange, SteerRequest } from '../../protocol/visualiserProtocol';
import { isIndex } from './stepPlace';

/** What the page asks to be done with a frame, or undefined for anything else. */
export function parseSteer(fields: ReadonlyMap<string, unknown>): SteerRequest | undefined {
  const kind = fields.get('kind');
  const run = fields.get('run');
  const candidate = fields.get('candidate');
  const step = fields.get('step');
  if (!isIndex(run) || !isIndex(candidate) || !isIndex(step)) return undefined;
  const frame = { run, candidate, step };
  if (kind === 'insertFrame') return { kind, ...frame };
  const change = kind === 'steer' ? parseChange(fields.get('change')) : undefined;
  return change === undefined ? undefined : { kind: 'steer', change, ...frame };
}

function parseChange(value: unknown): SteerChange | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const kind = fields.get('kind');
  if (kind === 'draw') return { kind };
  const from = fields.get('from');
  const to = fields.get('to');
  if ((kind === 'remask' || kind === 'keep') && isIndex(from) && isIndex(to)) {
    return { kind, from, to };
  }
  const position = fields.get('position');
  const token = fields.get('token');
  const digits = fields.get('digits');
  if (!isIndex(position) || !isIndex(token)) return undefined;
  if (kind === 'ban') return { kind, position, token };
  return kind === 'force' && isIndex(digits) && digits > 0
    ? { kind, position, token, digits }
    : undefined;
}
