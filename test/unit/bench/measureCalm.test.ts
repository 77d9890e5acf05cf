import assert from 'node:assert/strict';
import { measureCalm } from '../../../bench/calm/measureCalm';
import { change, makeHeader, makeStep, view } from '../support/traces';

type Events = Parameters<typeof measureCalm>[0];
type Steps = readonly Parameters<typeof makeStep>[0][];

function events(...steps: Steps): Events {
  const start = { kind: 'start', header: makeHeader([[2], [2]]) } as const;
  return [start, ...steps.map((step, index) => ({ kind: 'step', step: makeStep({ index, ...step }) }) as const)]; // prettier-ignore
}

/** A token comes out, whole. */
function settled(position: number, text: string, candidate = 0): Steps[number] {
  const top = view(position, 3, { 7: 1 }, { 7: text });
  return {
    reveals: [0, 1].map((digit) => change(position, digit, 1, candidate)),
    views: [{ ...top, candidate }],
  };
}

const fill = (candidate: number, text: string): Parameters<typeof measureCalm>[1][number] => ({
  candidate,
  texts: [text],
  score: 0,
  share: 1,
  tokens: 2,
});

describe('How calm a fill is', () => {
  const both = [settled(0, 'abc'), settled(1, 'def')];
  it('is told of one that comes out in its place', () => {
    assert.deepEqual(measureCalm(events(...both), [fill(0, 'abcdef')]), {
      pictures: 1,
      switches: 0,
      endsOtherwise: false,
      lineJumps: 0,
      columns: [0, 0],
    });
  });

  it('is told of another alternative at the end, and of the columns that it moves the text by', () => {
    const calm = measureCalm(events(...both), [fill(1, 'abcdefgh')]);
    assert.deepEqual([calm.switches, calm.endsOtherwise, calm.columns], [1, true, [0, 2]]);
  });

  it('counts lines that come', () => {
    assert.equal(measureCalm(events(settled(0, 'a'), settled(1, '\n')), [fill(0, 'a\n')]).lineJumps, 1); // prettier-ignore
  });

  it('counts no step that changes nothing, and none twice that is told again', () => {
    const once = events(settled(0, 'abc'), {}, settled(1, 'de'));
    const calm = measureCalm([...once, ...once], [fill(0, 'abcde')]);
    assert.deepEqual([calm.columns.length, calm.pictures], [2, 1]);
  });
});
