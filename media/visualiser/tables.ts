import {
  digitCells,
  idleRatio,
  spokenText,
  visibleText,
  type PositionFrame,
} from '../../src/playback';
import type { PanelState } from './state';

type Cell = string | Node;

export interface TableActions {
  readonly choosePosition: (position: number) => void;
  readonly goToStep: (step: number) => void;
}

/**
 * Of the shown frame: one row a position, with its cells, the steps in which they came out and what
 * is still possible.
 */
export function positionTable(state: PanelState, actions: TableActions): Node {
  const frame = state.frames[state.cursor];
  const positions = frame?.candidates[state.candidate]?.positions ?? [];
  const rows = positions.map((position, index): readonly Cell[] => [
    button(`${index}`, `Select the hole of position ${index} in the editor`, () =>
      actions.choosePosition(index),
    ),
    cells(position),
    revealedIn(position, actions.goToStep),
    bestText(position),
    possible(position),
    position.candidateCount === undefined ? '' : position.candidateCount.toLocaleString(),
    position.candidateCount === undefined ? '' : position.entropy.toFixed(2),
  ]);
  return table(
    `Positions after ${state.cursor} of ${state.steps.length} steps`,
    ['#', 'digits', 'in step', 'text', 'most likely', 'possible', 'entropy'],
    rows,
  );
}

/** All steps in words and numbers, for those who do not see the picture. */
export function stepTable(state: PanelState): Node {
  return table(
    'Steps',
    ['step', 'time', '', 'reveals', 'remasks', 'masked', 'entropy', 'model ms', 'sampling ms'],
    state.summaries.map((summary) => [
      `${summary.index + 1}`,
      summary.time.toFixed(3),
      summary.idle ? 'idle' : summary.forward ? 'forward' : 'reuse',
      `${summary.reveals}`,
      `${summary.remasks}`,
      `${summary.maskedDigits}`,
      summary.meanEntropy.toFixed(3),
      summary.modelMs.toFixed(1),
      summary.samplingMs.toFixed(1),
    ]),
  );
}

/** One sentence about the shown frame, for the live region. */
export function summarySentence(state: PanelState): string {
  const frame = state.frames[state.cursor];
  const positions = frame?.candidates[state.candidate]?.positions ?? [];
  const settled = positions.filter((position) => position.settled);
  const step = state.summaries[state.cursor - 1];
  const did =
    step === undefined
      ? 'before the first step'
      : step.idle
        ? 'idle'
        : `${step.reveals} ${step.reveals === 1 ? 'digit' : 'digits'} revealed${step.remasks > 0 ? `, ${step.remasks} hidden` : ''}`;
  return `Step ${state.cursor} of ${state.steps.length}: ${did}; ${settled.length} of ${positions.length} tokens settled.`;
}

/** What the whole fill was and cost, in few words. */
export function headline(state: PanelState): string {
  const { header, steps, outcome, source } = state;
  const idle = Math.round(idleRatio(steps) * 100);
  const parts = [
    ...(source === undefined ? [] : [source]),
    `${header.model.name} on ${header.device}`,
    `${header.settings.sampler}, seed ${header.settings.seed}`,
    `${steps.length} steps, ${idle} % idle`,
  ];
  if (outcome !== undefined) {
    const { totalMs, tokensPerSecond } = outcome.statistics;
    parts.push(
      `${Math.round(totalMs)} ms`,
      `${Math.round(tokensPerSecond)} tokens/s`,
      ...(outcome.kind === 'cancelled' ? ['cancelled'] : []),
    );
  }
  return parts.join(' · ');
}

/** What the few words leave out. */
export function details({ header, outcome }: PanelState): string {
  const { length, base, order, codebook } = header.subTokens;
  const digits = `${length} digits of ${base} a token, ${codebook}, ${order}; ${header.contextTokens} tokens of context`;
  if (outcome === undefined) {
    return digits;
  }
  const { modelMs, samplingMs, contextMs } = outcome.statistics;
  const ms = (value: number): string => `${Math.round(value)} ms`;
  return `${digits}; context ${ms(contextMs)}, model ${ms(modelMs)}, sampling ${ms(samplingMs)}`;
}

function cells(position: PositionFrame): Node {
  const digits = position.digits.length;
  const name = position.settled ? 'settled' : position.level === 0 ? 'masked' : 'partial';
  const element = text('span', digitCells(position.visible, digits), `cells ${name}`);
  const values = position.digits.map((digit) => digit ?? '–').join(' ');
  element.title = `digits ${values}`;
  element.setAttribute('aria-label', `${position.level} of ${digits} digits known`);
  return element;
}

/** The steps in which the digits came out, each a way to go there. */
function revealedIn(position: PositionFrame, goToStep: (step: number) => void): Node {
  const list = text('span', '', 'steps');
  for (const [digit, step] of position.revealedAt.entries()) {
    list.append(
      step === undefined
        ? text('span', '–')
        : button(`${step}`, `Digit ${digit + 1} came out in step ${step}: go there`, () =>
            goToStep(step),
          ),
    );
  }
  return list;
}

function bestText(position: PositionFrame): Node {
  const element = text('code', visibleText(position.text), position.settled ? '' : 'draft');
  element.setAttribute('aria-label', spokenText(position.text));
  return element;
}

function possible(position: PositionFrame): Node {
  const list = document.createElement('span');
  list.className = 'possible';
  for (const { text: token, probability } of position.top) {
    const entry = document.createElement('span');
    const percent = Math.round(probability * 100);
    entry.append(text('code', visibleText(token)), ` ${percent < 1 ? '<1' : percent}% `);
    entry.style.setProperty('--share', `${probability * 100}%`);
    list.append(entry);
  }
  return list;
}

function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
): Node {
  const element = document.createElement('table');
  element.append(text('caption', caption));
  const head = document.createElement('tr');
  for (const name of heads) {
    const cell = text('th', name);
    cell.setAttribute('scope', 'col');
    head.append(cell);
  }
  const top = document.createElement('thead');
  top.append(head);
  const body = document.createElement('tbody');
  for (const row of rows) {
    const line = document.createElement('tr');
    for (const content of row) {
      const cell = document.createElement('td');
      cell.append(content);
      line.append(cell);
    }
    body.append(line);
  }
  element.append(top, body);
  return element;
}

export function text(tag: string, content: string, className = ''): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = content;
  if (className !== '') {
    element.className = className;
  }
  return element;
}

export function button(label: string, title: string, onClick: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.textContent = label;
  element.title = title;
  element.setAttribute('aria-label', title);
  element.addEventListener('click', onClick);
  return element;
}
