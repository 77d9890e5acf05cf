import assert from 'node:assert/strict';
import type { SamplerOutcome, SamplerStep, Standing } from '../../../../src/engine/diffusion/step';
import { Course, type Shift } from '../../../../src/engine/infill/course';

/** log p and settled tokens by candidate; undefined where nothing fits. */
type Told = readonly (readonly [number, number] | undefined)[];

async function* steps(
  told: readonly Told[],
  outcome: SamplerOutcome,
): AsyncGenerator<SamplerStep, SamplerOutcome> {
  for (const [index, standings] of told.entries()) {
    yield await Promise.resolve({
      index,
      time: 0,
      source: 'forward' as const,
      reveals: [],
      remasks: [],
      views: [],
      standings: standings.map((one): Standing | undefined =>
        one === undefined ? undefined : { logProbability: one[0], settled: one[1] },
      ),
      modelMs: 1,
      samplingMs: 1,
    });
  }
  return outcome;
}

const none = { steps: 0, idleSteps: 0, evaluations: 0 };
const cancelled: SamplerOutcome = { kind: 'cancelled', statistics: none };

async function leaders(
  course: Course,
  told: readonly Told[],
  shift: Shift = { candidate: 0, position: 0 },
  outcome = cancelled,
): Promise<number[]> {
  const seen: number[] = [];
  for await (const progress of course.follow(steps(told, outcome), shift)) {
    if (progress.kind === 'step') seen.push(progress.step.leader);
  }
  return seen;
}

function courseOf(...probabilities: readonly number[]): Course {
  const course = new Course(2, 64);
  course.candidates.push(...probabilities.map((probability) => ({ lengths: [4], probability })));
  return course;
}

describe('the candidate that leads', () => {
  const rows: readonly (readonly [string, readonly number[], readonly Told[], number[]])[] = [
    ['is the likeliest in length while nothing has come out', [0.5, 0.3], [[[0, 0], [0, 0]]], [0]],
    ['is the one that would rank first by its score a token', [1, 1], [[[-4, 1], [-4, 3]]], [1]],
    ['stays while another is ahead by a little only', [1, 1], [[[-2, 1], [-1.9, 1]]], [0]],
    ['may change and change back', [1, 1], [[[-4, 1], [-2, 1]], [[-4, 3], [-9, 2]]], [1, 0]],
    ['is none where nothing fits', [1, 1], [[undefined, [-90, 1]]], [1]],
    ['stays what it was where nothing fits at all', [1, 1], [[undefined, undefined]], [0]],
  ]; // prettier-ignore
  for (const [title, probabilities, told, expected] of rows) {
    it(title, async () => {
      assert.deepEqual(await leaders(courseOf(...probabilities), told), expected);
    });
  }

  it('is counted with what was written of it before, where its fill goes on', async () => {
    const course = courseOf(1, 1);
    const fills = [0, 1].map((candidate) => ({
      candidate,
      tokens: Int32Array.of(1, 2),
      logProbability: candidate === 0 ? -3 : -6,
    }));
    const first: SamplerOutcome = { kind: 'filled', fills, statistics: none };
    assert.deepEqual(await leaders(course, [[[-3, 2], [-6, 2]]], undefined, first), [0]); // prettier-ignore
    // −3 − 9 over five against −6 over three.
    assert.deepEqual(await leaders(course, [[[-9, 2]]], { candidate: 0, position: 2 }), [1]);
  });
});
