import type { GivenDigit, SpeltToken, TracedCanvas } from '../diffusion/given';
import type { SamplerView } from '../diffusion/step';
import type { LoadedModel } from './loadedModel';
import { spellStep, type FragmentsAt } from './spell';
import type { StartCanvas } from './startCanvas';

/**
 * What a trace tells of a start: who reads it needs neither codebook nor tokenizer.
 *
 * @param fragments what a token of the start spells of them is taken off, for the steps that follow
 */
export function traceStart(
  { codec, tokenizer }: LoadedModel,
  start: StartCanvas,
  fragments: FragmentsAt,
): TracedCanvas {
  const cells = [...start.cells].sort(([a], [b]) => a - b);
  const digitsOf = (kind: 'fixed' | 'revealed'): GivenDigit[] =>
    cells.flatMap(([position, cell]) =>
      Array.from({ length: codec.length }, (_, digit) => digit)
        .filter((digit) => (cell[kind] & (1 << digit)) !== 0)
        .map((digit) => ({ position, digit, value: codec.digitOf(cell.token, digit) })),
    );
  const all = (1 << codec.length) - 1;
  const whole = cells.filter(([position]) => start.visibleAt(position) === all);
  const views = [...fragments.keys()].flatMap((candidate) =>
    whole.map(([position, { token }]): SamplerView => {
      const top = [{ token, probability: 1 }];
      return { candidate, position, visible: all, entropy: 0, candidateCount: 1, top };
    }),
  );
  const told = {
    index: 0,
    time: 1,
    source: 'forward',
    reveals: [],
    remasks: [],
    leader: 0,
  } as const;
  const spelt = spellStep({ ...told, views, modelMs: 0, samplingMs: 0 }, tokenizer, fragments);
  return {
    lengths: start.lengths,
    revealed: digitsOf('revealed'),
    fixed: digitsOf('fixed'),
    banned: [...start.banned].flatMap(([position, tokens]) =>
      tokens.map((token): SpeltToken => ({ position, token, text: tokenizer.pieceText(token) })),
    ),
    settled: spelt.views
      .filter(({ candidate }) => candidate === 0)
      .map(({ position, top }) => ({ position, token: top[0]!.token, text: top[0]!.text })),
  };
}
