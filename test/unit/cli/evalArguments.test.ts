import assert from 'node:assert/strict';
import { parseCommand } from '../../../src/cli/arguments';
import { defaultFillSettings } from '../../../src/settings/fillSettings';

describe('the words after eval', () => {
  const words = (line: string): string[] => line.split(' ');

  it('compares each sampler at each number of steps, and left to right once', () => {
    const parsed = parseCommand(
      words('eval --cases c --json o --sampler left-to-right,entropy --steps 4,8 --length true'),
    );
    assert.ok(parsed.ok && parsed.value.kind === 'eval');
    const { runs, limit, samples } = parsed.value;
    assert.deepEqual(
      runs.map(({ settings, trueLength }) => [settings.sampler, settings.steps, trueLength]),
      [
        ['left-to-right', 4, true],
        ['entropy', 4, true],
        ['entropy', 8, true],
      ],
    );
    assert.equal(limit, undefined);
    assert.equal(samples, undefined);
  });

  it('evaluates with the defaults where nothing is said, and samples as many as asked', () => {
    const parsed = parseCommand(words('eval --cases c --json o --samples s.md --limit 7'));
    assert.ok(parsed.ok && parsed.value.kind === 'eval');
    assert.deepEqual(parsed.value.runs, [{ settings: defaultFillSettings, trueLength: false }]);
    assert.deepEqual(parsed.value.samples, { file: 's.md', count: 40 });
    assert.equal(parsed.value.limit, 7);
  });
});
