// What the panel computes of a fill, small and as large as any: milliseconds side by side, and their ratio.
// usage: npm run bench:scrub [-- --candidates 16 --tokens 512 --steps 1000]
import { parseArgs } from 'node:util';
import { reduce, type PanelState } from '../media/visualiser/state';
import { differencesOf, layOutText, revealOrder } from '../src/playback';
import type { Trace, TraceHeader, TraceStep } from '../src/protocol/engineTypes';
import { summarise } from './summary';
import { defaultFillSettings } from '../src/settings/fillSettings';

interface Size {
  readonly candidates: number;
  readonly tokens: number;
  readonly steps: number;
}

const small: Size = { candidates: 3, tokens: 32, steps: 32 };

/** A run in which each digit comes out once, in an order that leaps about, with views of what it changed. */
function makeRun({ candidates, tokens, steps }: Size): Trace {
  const header: TraceHeader = {
    model: { id: 'made', name: 'Made', sha256: '' },
    device: 'cpu',
    subTokens: { length: 2, base: 64, codebook: 'identity', order: 'independent' },
    settings: { ...defaultFillSettings, candidates },
    spans: [{ start: 0, end: 0 }],
    contextTokens: 0,
    contextSha256: '',
    contextMs: 0,
    candidates: Array.from({ length: candidates }, () => ({
      lengths: [tokens],
      lengthProbability: 1,
    })),
  };
  const digits = 2 * tokens;
  const made = Array.from({ length: steps }, (_, index): TraceStep => {
    const from = Math.floor((index * digits) / steps);
    const to = Math.floor(((index + 1) * digits) / steps);
    const changes = Array.from({ length: candidates }, (_, candidate) =>
      Array.from({ length: to - from }, (_, at) => {
        const digit = from + at < tokens ? 0 : 1;
        return { candidate, position: ((from + at) * 101) % tokens, digit, value: 1 };
      }),
    ).flat();
    const views = changes.map(({ candidate, position, digit }) => {
      const probability = digit === 0 ? 0.5 : 1;
      const top = [{ token: position, text: `word${position} `, probability }];
      return {
        candidate,
        position,
        visible: digit === 0 ? 1 : 3,
        entropy: 1,
        candidateCount: 9,
        top,
      };
    });
    const time = 1 - (index + 1) / steps;
    return { index, time, source: 'forward', reveals: changes, remasks: [], leader: 0, views, modelMs: 1, samplingMs: 1 }; // prettier-ignore
  });
  const statistics = { steps, idleSteps: 0, evaluations: steps, contextMs: 0, modelMs: steps, samplingMs: steps, totalMs: steps, tokensPerSecond: 1 }; // prettier-ignore
  const outcome = { kind: 'cancelled', statistics } as const;
  return { kind: 'prime-infill-trace', version: 1, header, steps: made, outcome };
}

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

function main(): void {
  const { values } = parseArgs({
    options: {
      candidates: { type: 'string', default: '16' },
      tokens: { type: 'string', default: '512' },
      steps: { type: 'string', default: '1000' },
    },
  });
  const large: Size = {
    candidates: Number(values.candidates),
    tokens: Number(values.tokens),
    steps: Number(values.steps),
  };
  const named = ({ candidates, tokens, steps }: Size): string =>
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
}

main();
