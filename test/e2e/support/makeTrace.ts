import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../../scripts/vscode/paths';

/** Twelve tokens in two candidates over 64 steps, most of which are idle, by the command line. */
export async function makeTrace(path: string): Promise<void> {
  await fillTraced(path, '--sampler ancestral --steps 64 --length 12 --candidates 2 --seed 3');
}

/** Twelve tokens, none with an e, that the canvas drafts and the causal law looks at. */
export async function makeDraftedTrace(path: string): Promise<void> {
  await fillTraced(
    path,
    '--sampler draft-and-verify --length 12 --candidates 2 --seed 3 --forbid e',
  );
}

async function fillTraced(path: string, sampling: string): Promise<void> {
  const settings = `--model prime-tiny --device cpu --temperature 0.7 ${sampling}`;
  const sample = join(root, 'samples', 'temperature.ts');
  const words = ['fill', sample, '--at', '15:10-15:32', ...settings.split(' '), '--trace', path];
  await promisify(execFile)(process.execPath, [join(root, 'dist', 'cli.js'), ...words]);
}

/** Sixteen candidates of 512 tokens over a thousand steps, made by hand from a small trace. */
export async function makeLargeTrace(path: string): Promise<void> {
  await makeTrace(path);
  const trace = JSON.parse(await readFile(path, 'utf8')) as {
    header: { candidates: readonly unknown[] };
    steps: readonly unknown[];
  };
  const [candidates, positions, steps] = [16, 512, 1000];
  trace.header.candidates = Array.from({ length: candidates }, () => ({
    lengths: [positions],
    lengthProbability: 1,
  }));
  const digits = 2 * positions;
  trace.steps = Array.from({ length: steps }, (_, index) => {
    // Each digit comes out once, in an order that leaps about.
    const from = Math.floor((index * digits) / steps);
    const to = Math.floor(((index + 1) * digits) / steps);
    const changes = Array.from({ length: to - from }, (_, at) => {
      const digit = from + at < positions ? 0 : 1;
      return { position: ((from + at) * 101) % positions, digit };
    }).flatMap((change) =>
      Array.from({ length: candidates }, (_, candidate) => ({ ...change, candidate })),
    );
    return {
      index,
      time: 1 - (index + 1) / steps,
      source: 'forward',
      reveals: changes.map((change) => ({ ...change, value: 1 })),
      remasks: [],
      leader: 0,
      views: changes.map(({ candidate, position, digit }) => ({
        candidate,
        position,
        visible: digit === 0 ? 1 : 3,
        entropy: digit === 0 ? 2 : 0,
        candidateCount: digit === 0 ? 64 : 1,
        top: [{ token: 65, text: 'word ', probability: digit === 0 ? 0.5 : 1 }],
      })),
      modelMs: 5,
      samplingMs: 1,
    };
  });
  await writeFile(path, JSON.stringify(trace));
}
