import { frameAlongside, nextChange } from '../../src/playback';
import type { FromVisualiser, ToVisualiser } from '../../src/protocol/visualiserProtocol';
import { Charts } from './charts';
import { Comparison, type OtherRun } from './comparison';
import { Controls } from './controls';
import { button, Fold, renew, text } from './elements';
import { FillText } from './fillText';
import { StepPicture } from './picture';
import { Player } from './player';
import { PositionCard } from './positionCard';
import { runFacts } from './runFacts';
import { savedView } from './savedView';
import { details, headline, summarySentence } from './sentences';
import { reduce, type PanelAction, type PanelState } from './state';
import { Steer } from './steer';
import { positionTable, stepTable } from './tables';

declare function acquireVsCodeApi(): {
  postMessage(message: FromVisualiser): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const host = acquireVsCodeApi();
const panel = document.getElementById('panel') ?? document.body;
let state: PanelState | undefined;
let other: OtherRun | undefined;
let drawing = false;

const player = new Player({
  state: () => state,
  goTo: (cursor) => dispatch({ kind: 'scrub', cursor }),
  onChange: drawSoon,
});
const card = new PositionCard();
const controls = new Controls(player, {
  goTo: scrub,
  goOn: (by) => scrub((state?.cursor ?? 0) + by),
  jump: (direction) => scrub(nextChange(state?.steps ?? [], state?.cursor ?? 0, direction)),
  showCandidate: (candidate) => dispatch({ kind: 'candidate', candidate }),
});
const fillText = new FillText(card, { choosePosition: choose });
const steer = new Steer({
  ask: (request) => host.postMessage(request),
  showRun: (run) => host.postMessage({ kind: 'showRun', run }),
  onSelect: drawSoon,
});
const charts = new Charts(scrub);
const picture = new StepPicture(card, { goToStep: scrub, choosePosition: choose });
const comparison = new Comparison(card, {
  goToShare: (frame, steps) => scrub(frameAlongside(frame, steps, state?.steps.length ?? 0)),
  stop: () => host.postMessage({ kind: 'stopComparing' }),
});
const positions = text('div', '', 'positions');
positions.tabIndex = 0; // so that keys scroll it, too
positions.setAttribute('role', 'group');
positions.setAttribute('aria-label', 'Positions');
const facts = new Fold<object>('This run', () => (state === undefined ? [] : runFacts(state)));
const allSteps = new Fold<PanelState['summaries']>('All steps as a table', (summaries) => [
  stepTable(summaries),
]);
const line = text('p', '', 'headline');
const keep = text('div', '', 'keep');
keep.append(
  button('Save…', 'Save this trace to a file', () => host.postMessage({ kind: 'saveTrace' })),
  button('CSV…', 'Save the statistics of all steps as CSV', () =>
    host.postMessage({ kind: 'saveStatistics' }),
  ),
  button('SVG…', 'Save the charts as a picture', () =>
    host.postMessage({ kind: 'saveCharts', candidate: state?.candidate ?? 0 }),
  ),
  button('Compare…', 'Set another run beside this one', () =>
    host.postMessage({ kind: 'compare' }),
  ),
  button('Copy as Command', 'Copy the command that makes the same fill', () =>
    host.postMessage({ kind: 'copyCommand' }),
  ),
);
const head = text('div', '', 'head');
head.append(line, keep);
const live = text('p', '', 'live');
live.setAttribute('aria-live', 'polite');
const problem = text('p', '', 'problem');
problem.setAttribute('role', 'alert');
const empty = text('div', '', 'empty');
empty.append(
  text('p', 'Fill something with “Prime Infill: Fill” to see its steps here as they happen.'),
  button('Open Trace…', 'Open a saved trace', () => host.postMessage({ kind: 'openTrace' })),
);
const body = text('div', '', 'body');
body.append(pair([picture.element], [comparison.picture.element]), positions);
const filled = text('div', '', 'filled');
filled.append(
  head,
  controls.element,
  live,
  pair(
    [comparison.titles.left, fillText.element],
    [comparison.titles.right, comparison.text.element],
  ),
  comparison.element,
  steer.element,
  pair([charts.element], [comparison.charts.element]),
  body,
  facts.element,
  allSteps.element,
);
panel.append(text('h1', 'Prime Infill Steps', 'unseen'), problem, empty, filled, card.element);

/** The run that is shown and the one beside it, each half as wide as the page, or below each other where that is narrow. */
function pair(left: readonly Node[], right: readonly Node[]): HTMLElement {
  const both = text('div', '', 'pair');
  both.append(
    ...[left, right].map((content) => {
      const half = text('div', '', 'half');
      half.append(...content);
      return half;
    }),
  );
  return both;
}

function dispatch(action: PanelAction): void {
  state = reduce(state, action);
  drawSoon();
}

function drawSoon(): void {
  if (!drawing) {
    drawing = true;
    requestAnimationFrame(draw);
  }
}

function scrub(to: number): void {
  player.stop();
  dispatch({ kind: 'scrub', cursor: Math.min(to, state?.steps.length ?? 0) });
}

function choose(position: number, how: 'alone' | 'extended' = 'alone'): void {
  steer.select(position, how);
  drawSoon();
  host.postMessage({ kind: 'revealPosition', candidate: state?.candidate ?? 0, position });
}

function draw(): void {
  drawing = false;
  problem.hidden = problem.textContent === '';
  empty.hidden = state !== undefined || !problem.hidden;
  filled.hidden = state === undefined;
  if (state === undefined) return;
  line.textContent = headline(state);
  line.title = details(state);
  comparison.show(state, other, steer.shownName ?? state.source ?? 'this run');
  const beside = comparison.other;
  panel.classList.toggle('comparing', beside !== undefined);
  const sentence = summarySentence(state);
  const both = beside && `${sentence} ${beside.name}: ${summarySentence(beside.state)}`;
  // While it plays, what a screen reader says would never be done.
  if (!player.isPlaying) live.textContent = both ?? sentence;
  controls.show(state);
  steer.show(state);
  fillText.show(state, steer.selected, comparison.differences(state)?.left);
  charts.show(state);
  picture.show(state);
  renew(positions, positionTable(state, { choosePosition: choose, goToStep: scrub }));
  allSteps.show(state.summaries);
  facts.show(state.outcome ?? state.steps);
  host.setState({ cursor: state.cursor, candidate: state.candidate });
}

function withNews({
  name,
  of,
}: Extract<ToVisualiser, { readonly kind: 'other' }>): OtherRun | undefined {
  const before = other?.name === name ? other.state : undefined;
  const after = reduce(before, { kind: 'message', message: of });
  return after && { name, state: after };
}

new ResizeObserver(drawSoon).observe(panel);

let saved = savedView(host.getState());
window.addEventListener('message', (event: MessageEvent<ToVisualiser>) => {
  const message = event.data;
  if (message.kind === 'runs') {
    steer.tell(message);
    drawSoon();
    return;
  }
  if (message.kind === 'other' || message.kind === 'alone') {
    other = message.kind === 'alone' ? undefined : withNews(message);
    drawSoon();
    return;
  }
  problem.textContent = message.kind === 'failed' ? message.message : '';
  if (message.kind !== 'event' || message.event.kind === 'start') player.stop();
  dispatch({ kind: 'message', message });
  // The place the user had left this page at, once the same trace is there again.
  if (saved !== undefined && (message.kind === 'trace' || message.kind === 'outcome')) {
    dispatch({ kind: 'candidate', candidate: saved.candidate });
    dispatch({ kind: 'scrub', cursor: saved.cursor });
  }
  saved = message.kind === 'event' ? saved : undefined;
});

draw();
host.postMessage({ kind: 'ready' });
