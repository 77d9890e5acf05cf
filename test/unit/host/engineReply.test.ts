import assert from 'node:assert/strict';
import { readFillEvent } from '../../../src/host/engineReply';
import { change, makeHeader, makeStep, view } from '../support/traces';

const start = { fill: 1, event: { kind: 'start', header: makeHeader() } };
const step = {
  fill: 1,
  event: {
    kind: 'step',
    step: makeStep({
      reveals: [change(0, 1)],
      remasks: [change(1, 0)],
      views: [view(0, 1, { 5: 0.5 })],
    }),
  },
};

describe('What an engine tells of a fill', () => {
  it('is taken as it is', () => {
    assert.equal(readFillEvent(start), start);
    assert.equal(readFillEvent(step), step);
  });

  it('is taken as a structured clone, too', () => {
    assert.deepEqual(readFillEvent(structuredClone(step)), step);
  });

  const needed: readonly (readonly [whole: object, path: string])[] = [
    [start, 'fill'],
    [start, 'event'],
    [start, 'event.kind'],
    [start, 'event.header'],
    [start, 'event.header.device'],
    [start, 'event.header.subTokens.base'],
    [start, 'event.header.spans'],
    [start, 'event.header.spans.0.end'],
    [start, 'event.header.candidates'],
    [start, 'event.header.candidates.0.lengths'],
    [start, 'event.header.candidates.0.lengths.0'],
    [step, 'event.step'],
    [step, 'event.step.index'],
    [step, 'event.step.time'],
    [step, 'event.step.leader'],
    [step, 'event.step.reveals'],
    [step, 'event.step.reveals.0.value'],
    [step, 'event.step.remasks.0.position'],
    [step, 'event.step.views.0.entropy'],
    [step, 'event.step.views.0.top'],
    [step, 'event.step.views.0.top.0.text'],
    [step, 'event.step.views.0.top.0.probability'],
  ];
  for (const [whole, path] of needed)
    for (const [name, wrong] of [
      ['nothing', undefined],
      ['null', null],
      ['an object', {}],
      ['a text', 'x'],
    ] as const)
      // What is a text may be any text.
      if (name !== 'a text' || !/device|text$/u.test(path))
        it(`is refused with ${name} for ${path}`, () =>
          assert.equal(readFillEvent(withAt(whole, path.split('.'), wrong)), undefined));
});

/** A copy with another value at a path. */
function withAt(whole: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy = Array.isArray(whole) ? [...(whole as unknown[])] : { ...(whole as object) };
  const fields = copy as Record<string, unknown>;
  fields[key] = withAt(fields[key], rest, value);
  return copy;
}
