import {
  digitCells,
  spokenText,
  tokenText,
  visibleText,
  type PositionFrame,
} from '../../src/playback';
import { numberText, t } from './l10n';
import { button, spoken, text, type Cell } from './elements';
import { signOf, verdictOf } from './verdicts';
import type { LongRows } from './longTable';
import type { PanelState } from './state';

export interface TableActions {
  readonly choosePosition: (position: number) => void;
  readonly goToStep: (step: number) => void;
}

/**
 * Of the shown frame: one row a position, with its cells, the steps in which they came out and what
 * is still possible.
 */
export function positionRows(state: PanelState, actions: TableActions): LongRows {
  const frame = state.frames[state.cursor];
  const positions = frame?.candidates[state.candidate]?.positions ?? [];
  return {
    caption: t('Positions after {0} of {1} steps', state.cursor, state.steps.length),
    heads: ['#', 'digits', 'in step', 'text', 'most likely', 'possible', 'entropy'],
    count: positions.length,
    of: (index) => positions[index],
    row: (index) => {
      const position = positions[index];
      if (position === undefined) return [];
      const { candidateCount, entropy } = position;
      return [
        button(`${index}`, t('Select position {0}, and its place in the editor', index), () =>
          actions.choosePosition(index),
        ),
        cells(position),
        revealedIn(position, actions.goToStep),
        bestText(position),
        possible(position),
        candidateCount === undefined ? '' : countOf(candidateCount, position),
        candidateCount === undefined ? '' : entropy.toFixed(2),
      ];
    },
  };
}

/** All steps in words and numbers, for those who do not see the picture. */
export function stepRows(summaries: PanelState['summaries']): LongRows {
  return {
    caption: t('Steps'),
    heads: [
      'step',
      'time',
      'work',
      'revealed',
      'hidden',
      'drafted',
      'verified',
      'settled',
      'masked',
      'known bits',
      'confidence',
      'least',
      'entropy',
      'possible',
      'model ms',
      'sampling ms',
      'paint ms',
    ],
    count: summaries.length,
    of: (index) => summaries[index],
    row: (index) => {
      const summary = summaries[index];
      return summary === undefined ? [] : stepCells(summary);
    },
  };
}

function stepCells(summary: PanelState['summaries'][number]): readonly Cell[] {
  return [
    `${summary.index + 1}`,
    summary.time.toFixed(3),
    summary.idle ? t('idle') : summary.forward ? t('forward') : t('reuse'),
    `${summary.reveals}`,
    `${summary.remasks}`,
    `${summary.drafted}`,
    `${summary.verified}`,
    `${summary.settled}`,
    `${summary.maskedDigits}`,
    summary.knownBits.toFixed(0),
    summary.meanConfidence?.toFixed(2) ?? '',
    summary.leastConfidence?.toFixed(2) ?? '',
    summary.meanEntropy.toFixed(3),
    summary.possible?.toFixed(0) ?? '',
    summary.modelMs.toFixed(1),
    summary.samplingMs.toFixed(1),
    summary.paintMs?.toFixed(1) ?? '',
  ];
}

function cells(position: PositionFrame): Node {
  const digits = position.digits.length;
  const name = position.settled ? 'settled' : position.level === 0 ? 'masked' : 'partial';
  const element = text('span', digitCells(position.visible, digits), `cells ${name}`);
  const values = position.digits.map((digit) => digit ?? '–').join(' ');
  element.title = t('digits {0}', values);
  return spoken(element, t('{0} of {1} digits known', position.level, digits));
}

/** The steps in which the digits came out, each a way to go there. */
function revealedIn(position: PositionFrame, goToStep: (step: number) => void): Node {
  const list = text('span', '', 'steps');
  for (const [digit, step] of position.revealedAt.entries()) {
    list.append(
      step === undefined
        ? text('span', '–')
        : button(`${step}`, comeOut(digit, step), () => goToStep(step)),
    );
  }
  return list;
}

function comeOut(digit: number, step: number): string {
  return step === 0
    ? t('Digit {0} was given, so it stands in step 0: go there', digit + 1)
    : t('Digit {0} came out in step {1}: go there', digit + 1, step);
}

function bestText(position: PositionFrame): Node {
  const isKnown = position.candidateCount !== undefined;
  const shown = isKnown ? tokenText(position.text) : visibleText(position.text);
  const element = text('code', shown, position.settled ? '' : 'draft');
  const said = spokenText(position.text, t);
  const { drafted } = position;
  if (drafted === undefined) return spoken(element, said);
  element.append(` ${signOf(drafted)}`);
  return spoken(element, `${said}, ${verdictOf(drafted)}`);
}

function possible(position: PositionFrame): Node {
  const list = shares(position.top);
  const { unfiltered } = position;
  if (unfiltered === undefined) return list;
  const both = document.createElement('span');
  both.append(list, `${t('before the constraints:')} `, shares(unfiltered.top));
  return both;
}

/** How many tokens are possible, of those that were before the constraints. */
function countOf(count: number, { unfiltered }: PositionFrame): string {
  const shown = numberText(count);
  return unfiltered === undefined
    ? shown
    : t('{0} of {1}', shown, numberText(unfiltered.candidateCount));
}

function shares(top: PositionFrame['top']): Node {
  const list = document.createElement('span');
  list.className = 'possible';
  for (const { text: token, probability } of top) {
    const entry = document.createElement('span');
    const percent = Math.round(probability * 100);
    entry.append(text('code', tokenText(token)), ` ${percent < 1 ? '<1' : percent}% `);
    entry.style.setProperty('--share', `${probability * 100}%`);
    list.append(entry);
  }
  return list;
}
