import assert from 'node:assert/strict';
import { parseTrace, traceBytes } from '../../../src/playback';
import { makeTrace } from '../support/traces';

describe('The file of a trace', () => {
  for (const [title, trace] of [
    ['a whole one', makeTrace()],
    ['one without steps', makeTrace({ steps: [] })],
  ] as const)
    it(`opens again as it was: ${title}`, () => {
      const text = new TextDecoder().decode(traceBytes(trace));
      assert.deepEqual(JSON.parse(text), trace);
      assert.deepEqual(parseTrace(text), { kind: 'trace', trace });
    });

  it('has a line for each step', () => {
    const lines = new TextDecoder().decode(traceBytes(makeTrace())).trimEnd().split('\n');
    assert.equal(lines.length, 2 + makeTrace().steps.length);
  });
});
