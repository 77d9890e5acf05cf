import type { SourcePlace } from '../../src/protocol/visualiserProtocol';
import type { PanelState } from './state';

/** The positions of the shown candidate at a place of the document, both ends included; undefined where it has none. */
export function positionsAt(
  { header, candidate }: Pick<PanelState, 'header' | 'candidate'>,
  at: SourcePlace,
): { readonly from: number; readonly to: number } | undefined {
  if (at.kind === 'token') {
    return at.candidate === candidate ? { from: at.position, to: at.position } : undefined;
  }
  const lengths = header.candidates[candidate]?.lengths ?? [];
  const length = lengths[at.hole] ?? 0;
  const from = lengths.slice(0, at.hole).reduce((sum, count) => sum + count, 0);
  return length === 0 ? undefined : { from, to: from + length - 1 };
}
