import { isIdle } from '../../src/playback';
import type { FromVisualiser, ToVisualiser } from '../../src/protocol/visualiserProtocol';
import { drawGrid, type Palette } from './draw';
import { hitGrid, layOutGrid, type GridLayout } from './layout';
import { reduce, type PanelAction, type PanelState } from './state';
import {
  button,
  details,
  headline,
  positionTable,
  stepTable,
  summarySentence,
  text,
} from './tables';

declare function acquireVsCodeApi(): {
  postMessage(message: FromVisualiser): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** Milliseconds a frame while playing. */
const playingMs = 220;

const host = acquireVsCodeApi();
const panel = document.getElementById('panel') ?? document.body;
let state: PanelState | undefined;
let playing: number | undefined;
let layout: GridLayout | undefined;
let drawing = false;

const line = text('p', '', 'headline');
const slider = document.createElement('input');
slider.type = 'range';
slider.min = '0';
slider.setAttribute('aria-label', 'Step');
const place = text('span', '', 'place');
const candidates = document.createElement('select');
candidates.setAttribute('aria-label', 'Candidate');
const play = button('▶', 'Play the steps (Space)', togglePlay);
const controls = text('div', '', 'controls');
controls.append(
  button('|◀', 'First step (Home)', () => scrub(0)),
  button('‹', 'Step back (Left arrow)', () => scrub(cursor() - 1)),
  play,
  button('›', 'Step on (Right arrow)', () => scrub(cursor() + 1)),
  button('▶|', 'Last step (End)', () => scrub(Infinity)),
  slider,
  place,
  candidates,
  button('Save…', 'Save this trace to a file', () => host.postMessage({ kind: 'saveTrace' })),
);
const canvas = document.createElement('canvas');
canvas.tabIndex = 0;
canvas.setAttribute('role', 'img');
const picture = text('div', '', 'picture');
picture.append(canvas);
const positions = text('div', '', 'positions');
const allSteps = document.createElement('details');
allSteps.append(text('summary', 'All steps as a table'));
const facts = text('p', '', 'headline');
const stepRows = text('div', '');
allSteps.append(facts, stepRows);
const live = text('p', '', 'live');
live.setAttribute('aria-live', 'polite');
const empty = text('div', '', 'empty');
empty.append(
  text('p', 'Fill something with “Prime Infill: Fill” to see its steps here as they happen.'),
  button('Open Trace…', 'Open a saved trace', () => host.postMessage({ kind: 'openTrace' })),
);
const problem = text('p', '', 'problem');
problem.setAttribute('role', 'alert');
const body = text('div', '', 'body');
body.append(picture, positions);
const filled = text('div', '', 'filled');
filled.append(line, controls, live, body, allSteps);
panel.append(problem, empty, filled);

function dispatch(action: PanelAction): void {
  state = reduce(state, action);
  if (!drawing) {
    drawing = true;
    requestAnimationFrame(draw);
  }
}

function cursor(): number {
  return state?.cursor ?? 0;
}

function scrub(to: number): void {
  stop();
  dispatch({ kind: 'scrub', cursor: Math.min(to, (state?.frames.length ?? 1) - 1) });
}

function stop(): void {
  window.clearInterval(playing);
  playing = undefined;
  play.textContent = '▶';
}

function togglePlay(): void {
  if (playing !== undefined || state === undefined) {
    stop();
    return;
  }
  if (state.cursor >= state.steps.length) {
    dispatch({ kind: 'scrub', cursor: 0 });
  }
  play.textContent = '❚❚';
  playing = window.setInterval(() => {
    if (state === undefined || state.cursor >= state.steps.length) {
      stop();
      return;
    }
    // An idle step looks like the one before it: go on to the next that does something.
    let next = state.cursor + 1;
    for (let step = state.steps[next - 1]; step !== undefined && isIdle(step);) {
      step = state.steps[next];
      next += 1;
    }
    dispatch({ kind: 'scrub', cursor: next });
  }, playingMs);
}

function draw(): void {
  drawing = false;
  problem.hidden = problem.textContent === '';
  empty.hidden = state !== undefined || !problem.hidden;
  filled.hidden = state === undefined;
  if (state === undefined) {
    return;
  }
  line.textContent = headline(state);
  line.title = details(state);
  facts.textContent = details(state);
  slider.max = String(state.steps.length);
  slider.value = String(state.cursor);
  const sentence = summarySentence(state);
  slider.setAttribute('aria-valuetext', sentence);
  place.textContent = `${state.cursor}/${state.steps.length}`;
  live.textContent = sentence;
  canvas.setAttribute('aria-label', `${sentence} The tables hold the same in words.`);
  drawCandidates(state);
  drawPicture(state);
  keepInView(state);
  positions.replaceChildren(positionTable(state, { choosePosition: choose, goToStep: scrub }));
  if (allSteps.open) {
    stepRows.replaceChildren(stepTable(state));
  }
  host.setState({ cursor: state.cursor, candidate: state.candidate });
}

function drawCandidates(shown: PanelState): void {
  const ranked = shown.outcome?.kind === 'filled' ? shown.outcome.ranked : [];
  candidates.replaceChildren(
    ...shown.header.candidates.map((canvas, index) => {
      const option = document.createElement('option');
      option.value = String(index);
      option.selected = index === shown.candidate;
      const rank = ranked.findIndex((fill) => fill.candidate === index);
      const share = rank < 0 ? '' : ` · ${Math.round((ranked[rank]?.share ?? 0) * 100)} %`;
      const length = canvas.lengths.join(' + ');
      option.textContent = `candidate ${index + 1}: ${length} tokens${share}`;
      return option;
    }),
  );
}

/** A long fill is wider than the panel: the shown step stays in view, right of the gutter. */
function keepInView(shown: PanelState): void {
  if (layout === undefined) {
    return;
  }
  const left = layout.gutter + shown.cursor * layout.cellWidth;
  const right = left + layout.cellWidth;
  const { scrollLeft, clientWidth } = picture;
  if (left < scrollLeft + layout.gutter || right > scrollLeft + clientWidth) {
    picture.scrollLeft = right - clientWidth / 2;
    drawPicture(shown);
  }
}

function drawPicture(shown: PanelState): void {
  const context = canvas.getContext('2d');
  const rows = shown.frames[0]?.candidates[shown.candidate]?.positions.length ?? 0;
  layout = layOutGrid(picture.clientWidth, shown.frames.length, rows);
  const scale = window.devicePixelRatio;
  canvas.width = layout.width * scale;
  canvas.height = layout.height * scale;
  canvas.style.width = `${layout.width}px`;
  canvas.style.height = `${layout.height}px`;
  context?.setTransform(scale, 0, 0, scale, 0, 0);
  if (context !== null) {
    drawGrid(context, shown, layout, palette());
  }
}

function palette(): Palette {
  const style = getComputedStyle(document.body);
  const colour = (name: string, fallback = 'foreground'): string =>
    style.getPropertyValue(`--vscode-${name}`) || style.getPropertyValue(`--vscode-${fallback}`);
  return {
    foreground: colour('foreground'),
    faint: colour('disabledForeground', 'descriptionForeground'),
    known: colour('charts-purple'),
    fresh: colour('charts-yellow'),
    remasked: colour('charts-red'),
    model: colour('charts-blue'),
    sampling: colour('charts-green'),
    cursor: colour('focusBorder'),
    scrolled: picture.scrollLeft,
    font: `11px ${colour('editor-font-family', 'font-family')}`,
  };
}

function choose(position: number): void {
  host.postMessage({ kind: 'revealPosition', candidate: state?.candidate ?? 0, position });
}

slider.addEventListener('input', () => scrub(slider.valueAsNumber));
candidates.addEventListener('change', () =>
  dispatch({ kind: 'candidate', candidate: Number(candidates.value) }),
);
canvas.addEventListener('click', (event) => {
  const hit = layout && hitGrid(layout, event.offsetX, event.offsetY);
  const onGutter = event.offsetX < picture.scrollLeft + (layout?.gutter ?? 0);
  if (hit?.column !== undefined && !onGutter) {
    scrub(hit.column);
  }
  if (hit?.row !== undefined) {
    choose(hit.row);
  }
});
picture.addEventListener('scroll', () => state && drawPicture(state));
allSteps.addEventListener('toggle', () => draw());
document.addEventListener('keydown', (event) => {
  const target = event.target;
  if (
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLButtonElement && event.key === ' ')
  ) {
    return;
  }
  const moves: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => scrub(cursor() - 1),
    ArrowRight: () => scrub(cursor() + 1),
    Home: () => scrub(0),
    End: () => scrub(Infinity),
    ' ': togglePlay,
  };
  const move = moves[event.key];
  if (move !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    move();
  }
});
new ResizeObserver(() => draw()).observe(picture);

let saved = savedView(host.getState());
window.addEventListener('message', (event: MessageEvent<ToVisualiser>) => {
  const message = event.data;
  problem.textContent = message.kind === 'failed' ? message.message : '';
  if (message.kind === 'showStep' || message.kind === 'trace' || message.kind === 'failed') {
    stop();
  }
  dispatch({ kind: 'message', message });
  // The place the user had left this page at, once the same trace is there again.
  if (saved !== undefined && (message.kind === 'trace' || message.kind === 'outcome')) {
    dispatch({ kind: 'candidate', candidate: saved.candidate });
    dispatch({ kind: 'scrub', cursor: saved.cursor });
  }
  saved = message.kind === 'event' ? saved : undefined;
});

function savedView(value: unknown): { cursor: number; candidate: number } | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const fields = new Map<string, unknown>(Object.entries(value));
  const at = fields.get('cursor');
  const candidate = fields.get('candidate');
  return typeof at === 'number' && typeof candidate === 'number'
    ? { cursor: at, candidate }
    : undefined;
}

draw();
host.postMessage({ kind: 'ready' });
