import {
  changedSettings,
  expectedIdleRatio,
  idleRatio,
  lengthRows,
  visibleText,
} from '../../src/playback';
import { t } from './l10n';
import { table, term, text, type Cell } from './elements';
import type { PanelState } from './state';

/** What the run was made with and what it cost, and how its alternatives compare. */
export function runFacts(state: PanelState): readonly Node[] {
  return [factTable(state), settingTable(state), lengthTable(state), candidateTable(state)];
}

function factTable({ header, steps, outcome }: PanelState): Node {
  const { model, device, subTokens, settings, contextTokens, contextMs } = header;
  const tokens = header.candidates.flatMap(({ lengths }) => lengths).reduce((a, b) => a + b, 0);
  const { revealed = [], fixed = [] } = header.given ?? {};
  const given = (revealed.length + fixed.length) * header.candidates.length;
  const expected = expectedIdleRatio(settings, tokens * subTokens.length - given);
  const idle = percent(idleRatio(steps));
  const hash = text('code', model.sha256.slice(0, 12));
  hash.title = model.sha256;
  const rows: (readonly [string, Cell])[] = [
    ['model', `${model.name} (${model.id})`],
    ['SHA-256', hash],
    ['device', device],
    [
      'digits',
      t(
        '{0} of base {1} a token, {2}, {3}',
        subTokens.length,
        subTokens.base,
        subTokens.codebook,
        subTokens.order,
      ),
    ],
    ['sampler', settings.sampler],
    ['seed', `${settings.seed}`],
    ['context', t('{0} tokens, {1} ms', contextTokens, contextMs.toFixed(0))],
    [
      'idle steps',
      expected === undefined
        ? idle
        : t('{0}, expected {1} = (1 − 1/T)^(Lℓ)', idle, percent(expected)),
    ],
    ...(outcome === undefined ? [] : outcomeRows(outcome)),
  ];
  return table(
    t('This run'),
    ['what', 'value'],
    rows.map(([name, value]) => [term(name), value]),
  );
}

function outcomeRows({
  kind,
  statistics,
}: NonNullable<PanelState['outcome']>): (readonly [string, Cell])[] {
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  return [
    ['outcome', t(kind)],
    ['evaluations', t('{0} in {1} steps', statistics.evaluations, statistics.steps)],
    [
      'milliseconds',
      t(
        '{0}: context {1}, model {2}, sampling {3}',
        ms(statistics.totalMs),
        ms(statistics.contextMs),
        ms(statistics.modelMs),
        ms(statistics.samplingMs),
      ),
    ],
    ['tokens a second', statistics.tokensPerSecond.toFixed(1)],
  ];
}

function settingTable({ header }: PanelState): Node {
  const changed = changedSettings(header.settings);
  return changed.length === 0
    ? text('p', t('All settings are the defaults.'))
    : table(
        t('Settings that are not the defaults'),
        ['setting', 'value', 'default'],
        changed.map(({ name, value, standard }) => [text('code', name), value, standard]),
      );
}

/** How likely the model held the lengths that were tried, as bars. */
function lengthTable({ header }: PanelState): Node {
  const rows = lengthRows(header.candidates);
  if (rows.length === 0) return text('p', t('The lengths were given, so the model chose none.'));
  return table(
    t('Lengths by the model'),
    ['tokens', 'p(length)'],
    rows.map(({ lengths, probability }) => {
      const bar = text('span', percent(probability), 'share bar');
      bar.style.setProperty('--share', `${probability * 100}%`);
      return [lengths?.join(' + ') ?? t('all others'), bar];
    }),
  );
}

/** The best first; those that were dropped, as they say what another says, last. */
function candidateTable({ header, outcome }: PanelState): Node {
  const ranked = outcome?.kind === 'filled' ? outcome.ranked : [];
  const rest = [...header.candidates.keys()].filter(
    (index) => !ranked.some(({ candidate }) => candidate === index),
  );
  const row = (candidate: number, cells: readonly Cell[]): readonly Cell[] => {
    const canvas = header.candidates[candidate];
    const lengths = canvas?.lengths.join(' + ') ?? '';
    return [`${candidate + 1}`, lengths, canvas?.lengthProbability.toFixed(2) ?? '', ...cells];
  };
  return table(
    t('Alternatives'),
    ['candidate', 'tokens', 'p(length)', 'share', 'score', 'text'],
    [
      ...ranked.map(({ candidate, share, score, texts }) =>
        row(candidate, [
          percent(share),
          score.toFixed(2),
          text('code', texts.map(visibleText).join(' … ')),
        ]),
      ),
      ...rest.map((candidate) => row(candidate, ['', '', ''])),
    ],
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
