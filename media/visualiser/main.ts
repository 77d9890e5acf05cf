import { frameAlongside, nextChange } from '../../src/playback';
import type {
  FromVisualiser,
  SourcePlace,
  ToVisualiser,
} from '../../src/protocol/visualiserProtocol';
import { t } from './l10n';
import { Charts } from './charts';
import { Comparison, type OtherRun } from './comparison';
import { Controls } from './controls';
import { button, Fold, setAttribute, setText, text } from './elements';
import { FillText } from './fillText';
import { LongTable } from './longTable';
import { Introduction } from './introduction';
import { KeepBar } from './keepBar';
import { LiveRegion } from './liveRegion';
import { OrderLegend } from './orderLegend';
import { PaintClock } from './paintClock';
import { onOtherPalette } from './palette';
import { StepPicture } from './picture';
import { Player } from './player';
import { PositionCard } from './positionCard';
import { runFacts } from './runFacts';
import { savedView, viewToKeep } from './savedView';
import { details, headline, summarySentence } from './sentences';
import { positionsAt } from './positionsAt';
import { reduce, type PanelAction, type PanelState } from './state';
import { Steer } from './steer';
import { DraftLegend } from './verdicts';
import { Sight } from './sight';
import { positionRows, stepRows } from './tables';

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
let keeping: number | undefined;
let stepsShown: PanelState['summaries'] | undefined;

const player = new Player({
  state: () => state,
  goTo: (cursor) => dispatch({ kind: 'scrub', cursor }),
  onChange: drawSoon,
});
const paintClock = new PaintClock((ms) => dispatch({ kind: 'painted', ms }));
const card = new PositionCard();
const controls = new Controls(player, {
  goTo: scrub,
  goOn: (by) => scrub((state?.cursor ?? 0) + by),
  jump: (direction) => {
    if (state !== undefined) scrub(nextChange(state.steps, state, direction));
  },
  showCandidate: (candidate) => dispatch({ kind: 'candidate', candidate }),
});
const fillText = new FillText(card, { choosePosition: choose });
const order = new OrderLegend(drawSoon);
const drafts = new DraftLegend();
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
const positions = new LongTable(t('Positions'), 'positions');
const steps = new LongTable(t('Steps'), 'long');
const sights = {
  text: new Sight(fillText.element),
  charts: new Sight(charts.element),
  picture: new Sight(picture.element),
  positions: new Sight(positions.element),
};
const facts = new Fold<object>(t('This run'), () => (state === undefined ? [] : runFacts(state)));
const allSteps = new Fold<PanelState['summaries']>(t('All steps as a table'), () => [
  steps.element,
]);
allSteps.element.addEventListener('toggle', drawSoon);
const line = text('p', '', 'headline');
const keep = new KeepBar({
  ask: (message) => host.postMessage(message),
  state: () => state,
  say: (sentence) => live.say(sentence),
});
const head = text('div', '', 'head');
head.append(line, keep.element);
const live = new LiveRegion();
const problem = text('p', '', 'problem');
problem.setAttribute('role', 'alert');
const empty = text('div', '', 'empty');
empty.append(
  text('p', t('Fill something with “Prime Infill: Fill” to see its steps here as they happen.')),
  button(t('Open Trace…'), t('Open a saved trace'), () => host.postMessage({ kind: 'openTrace' })),
);
const body = text('div', '', 'body');
body.append(pair([picture.element], [comparison.picture.element]), positions.element);
const texts = pair(
  [comparison.titles.left, fillText.element],
  [comparison.titles.right, comparison.text.element],
);
texts.classList.add('texts');
const filled = text('div', '', 'filled');
filled.append(
  head,
  controls.element,
  live.element,
  order.element,
  drafts.element,
  texts,
  comparison.element,
  steer.element,
  pair([charts.element], [comparison.charts.element]),
  body,
  facts.element,
  allSteps.element,
);
const introduction = new Introduction(() => host.postMessage({ kind: 'explained' }));
panel.append(
  text('h1', t('Prime Infill Steps'), 'unseen'),
  problem,
  introduction.element,
  empty,
  filled,
  card.element,
);

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
  const before = state;
  state = reduce(state, action);
  if (state?.header !== before?.header || state?.candidate !== before?.candidate)
    paintClock.forget();
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
  if (state === undefined) {
    drawPage();
    return;
  }
  const { cursor, summaries } = state;
  const isOfStep = cursor > 0 && summaries[cursor - 1]?.paintMs === undefined;
  paintClock.measure(cursor, !isOfStep, drawPage);
}

function drawPage(): void {
  problem.hidden = problem.textContent === '';
  empty.hidden = state !== undefined || !problem.hidden;
  filled.hidden = state === undefined;
  if (state === undefined) return;
  setText(line, headline(state));
  setAttribute(line, 'title', details(state));
  const name = steer.shownName ?? state.source ?? t('this run');
  const isOrdered = order.isOn;
  order.show(state.steps.length);
  drafts.show(state);
  comparison.show(state, other, { name, isOrdered });
  const beside = comparison.other;
  panel.classList.toggle('comparing', beside !== undefined);
  const sentence = summarySentence(state);
  const both = beside && `${sentence} ${beside.name}: ${summarySentence(beside.state)}`;
  live.show(both ?? sentence);
  controls.show(state);
  steer.show(state);
  const differing = comparison.differences(state)?.left;
  const marks = { differing, isOrdered };
  const shown = state;
  sights.text.show(() => fillText.show(shown, steer.selected, marks));
  sights.charts.show(() => charts.show(shown));
  sights.positions.show(() =>
    positions.show(positionRows(shown, { choosePosition: choose, goToStep: scrub })),
  );
  allSteps.show(state.summaries);
  if (allSteps.element.open && stepsShown !== state.summaries) {
    stepsShown = state.summaries;
    steps.show(stepRows(state.summaries));
  }
  facts.show(state.outcome ?? state.steps);
  // Last, as it scrolls: the browser lays out all that was changed before for that, once.
  sights.picture.show(() => picture.show(shown));
  keepView(state);
}

/** The editor's cursor leads to its position; in a hole one that is chosen there stays chosen. */
function followCursor(at: SourcePlace): void {
  if (state === undefined) return;
  const found = positionsAt(state, at);
  const chosen = steer.selected.from;
  if (found === undefined || (found.from <= chosen && chosen <= found.to)) return;
  steer.select(found.from, 'alone');
  drawSoon();
}

function withNews({
  name,
  of,
}: Extract<ToVisualiser, { readonly kind: 'other' }>): OtherRun | undefined {
  const before = other?.name === name ? other.state : undefined;
  const after = reduce(before, { kind: 'message', message: of, calm: isMotionReduced() });
  return after && { name, state: after };
}

/** Steps that come out are then counted, and shown once all have. */
function isMotionReduced(): boolean {
  return document.body.classList.contains('vscode-reduce-motion');
}

/** What a reload brings back. A whole run is kept once it has ended, and not at every step that is scrubbed over. */
function keepView(shown: PanelState): void {
  clearTimeout(keeping);
  keeping = window.setTimeout(() => host.setState(viewToKeep(shown, host.getState())), 200);
}

onOtherPalette(drawSoon);

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
  if (message.kind === 'explain') {
    introduction.show();
    return;
  }
  if (message.kind === 'cursorAt') {
    followCursor(message.at);
    return;
  }
  problem.textContent = message.kind === 'failed' ? message.message : '';
  const isMore = message.kind === 'steps' || (message.kind === 'event' && message.event.kind === 'step'); // prettier-ignore
  if (!isMore) player.stop();
  dispatch({ kind: 'message', message, calm: isMotionReduced() });
  // The place the user had left this page at, once the same trace is there again.
  if (saved !== undefined && (message.kind === 'trace' || message.kind === 'outcome')) {
    dispatch({ kind: 'candidate', candidate: saved.candidate });
    dispatch({ kind: 'scrub', cursor: saved.cursor });
  }
  saved = message.kind === 'event' || message.kind === 'steps' ? saved : undefined;
});

draw();
host.postMessage({ kind: 'ready' });
