// What the panel computes of a fill, small and as large as any: milliseconds side by side, and their ratio. Then what its
// page takes in Chromium to paint each step of a run of 16 × 256 × 1,000 with 4 digits a token.
// usage: npm run bench:scrub [-- --candidates 16 --tokens 512 --steps 1000]
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { reduce, type PanelState } from '../media/visualiser/state';
import { differencesOf, layOutText, revealOrder } from '../src/playback';
import type { Trace } from '../src/protocol/engineTypes';
import { processor } from './processor';
import { makeRun, type RunSize } from './scrub/makeRun';
import { paintedFrames } from './scrub/paintedFrames';
import { summarise } from './summary';

const small: RunSize = { candidates: 3, tokens: 32, steps: 32, digits: 2 };

/** Each: what a person does, and the milliseconds that it takes so many times. */
function measure(run: Trace): Readonly<Record<string, readonly number[]>> {
  const timed = (act: () => unknown): number => {
    const start = performance.now();
    act();
    return performance.now() - start;
  };
  const opened = reduce(undefined, {
    kind: 'message',
    message: { kind: 'trace', trace: run, source: 'run' },
  });
  if (opened === undefined) throw new Error('nothing was opened');
  const opens = Array.from({ length: 5 }, () =>
    timed(() =>
      reduce(undefined, { kind: 'message', message: { kind: 'trace', trace: run, source: 'run' } }),
    ),
  );
  let live: PanelState | undefined = reduce(undefined, {
    kind: 'message',
    message: { kind: 'event', event: { kind: 'start', header: run.header } },
  });
  const steps = run.steps.map((step) =>
    timed(() => {
      live = reduce(live, {
        kind: 'message',
        message: { kind: 'event', event: { kind: 'step', step } },
      });
    }),
  );
  const scrubs = opened.frames.map((_, cursor) =>
    timed(() => {
      const moved = reduce(opened, { kind: 'scrub', cursor });
      const positions = moved?.frames[cursor]?.candidates[0]?.positions ?? [];
      layOutText(positions);
      revealOrder(positions, run.steps.length);
    }),
  );
  const last = opened.frames.at(-1)?.candidates[0];
  const compares = Array.from({ length: 5 }, () =>
    timed(() => last && differencesOf({ left: last, right: last, sameTokens: false })),
  );
  return {
    'open a trace': opens,
    'a step of a live fill': steps,
    'scrub to a frame': scrubs,
    'mark differences': compares,
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      candidates: { type: 'string', default: '16' },
      tokens: { type: 'string', default: '512' },
      steps: { type: 'string', default: '1000' },
    },
  });
  const large: RunSize = {
    candidates: Number(values.candidates),
    tokens: Number(values.tokens),
    steps: Number(values.steps),
    digits: 2,
  };
  const named = ({ candidates, tokens, steps }: RunSize): string =>
    `${candidates} × ${tokens} × ${steps}`;
  measure(makeRun(small)); // what runs first is slow: nothing of it is compiled yet
  const [few, many] = [small, large].map((size) => measure(makeRun(size)));
  console.log(
    `| candidates × tokens × steps | ${named(small)} | ${named(large)} | ratio |\n|---|---|---|---|`,
  );
  for (const [what, samples] of Object.entries(many ?? {})) {
    const [a, b] = [few?.[what] ?? [], samples].map((list) => summarise(list).median);
    const shown = [a, b].map((ms) => `${(ms ?? 0).toFixed(3)} ms`).join(' | ');
    console.log(`| ${what} | ${shown} | ${((b ?? 0) / (a ?? 1)).toFixed(1)} |`);
  }
  await paint();
}

/** Sixty frames a second leave so much for each. */
const frameMs = 1000 / 60;

/** Frames of each way through the steps. */
const framesOfWay = 300;

async function paint(): Promise<void> {
  const size: RunSize = { candidates: 16, tokens: 256, steps: 1000, digits: 4 };
  const start = Math.floor((size.steps - framesOfWay) / 2);
  const frames = Array.from({ length: framesOfWay }, (_, index) => index);
  const ways = {
    'step by step': frames.map((index) => start + index),
    // As a slider that is drawn from one end to the other within seconds.
    'every 20th step': frames.map((index) => (index * 20) % (size.steps + 1)),
    anywhere: frames.map((index) => (index * 377) % (size.steps + 1)),
  };
  const painted = await paintedFrames(makeRun(size), ways);
  console.log(`\nA frame of ${size.candidates} × ${size.tokens} × ${size.steps} with ${size.digits} digits a token, on ${processor()}, load ${loadavg()[0]?.toFixed(1)} of ${cpus().length}:`); // prettier-ignore
  console.log(
    '| steps | median | 95th percentile | later than 60 a second | processor | script | style | layout |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const [way, { frames: all, processor: spent }] of Object.entries(painted)) {
    const sorted = [...all].sort((a, b) => a - b);
    const late = all.filter((ms) => ms > frameMs).length / all.length;
    const ms = (value: number): string => `${value.toFixed(1)} ms`;
    const cells = [
      ms(summarise(all).median),
      ms(sorted[Math.floor(all.length * 0.95)] ?? 0),
      `${(late * 100).toFixed(0)} %`,
      ...[spent.all, spent.script, spent.style, spent.layout].map(ms),
    ];
    console.log(`| ${way} | ${cells.join(' | ')} |`);
  }
}

void main();
