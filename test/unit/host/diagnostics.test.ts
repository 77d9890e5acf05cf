import assert from 'node:assert/strict';
import { sentence } from '../../../src/base/sentence';
import { diagnostics } from '../../../src/host/diagnostics';
import { RecentLines } from '../../../src/host/recentLines';
import { defaultSettings } from '../../../src/host/settings';

const facts = {
  versions: { 'Prime Infill': '0.1.0', 'VS Code': '1.100.0' },
  model: undefined,
  engine: undefined,
  settings: defaultSettings,
  log: ['engine started, process 7'],
  homeFolder: '/home/somebody',
};

describe('Diagnostics', () => {
  it('name what takes part, and what the log said last', () => {
    assert.equal(
      diagnostics(facts),
      '- Prime Infill: 0.1.0\n- VS Code: 1.100.0\n- model: none was opened yet\n' +
        '- engine: not running\n\n```\nengine started, process 7\n```',
    );
  });

  it('name the model, its reasons and the memory it takes', () => {
    const model = {
      name: 'Prime Tiny',
      device: sentence('cpu'),
      why: [sentence('It takes 9 ms.')],
    };
    const engine = { model: undefined, device: 'cpu', residentBytes: 300 * 2 ** 20 };
    assert.match(
      diagnostics({ ...facts, model, engine }),
      /- model: Prime Tiny, cpu\n {2}- It takes 9 ms\.\n- engine: 300 MiB\n/,
    );
  });

  it('tell which settings were changed, and no words of the user nor their name', () => {
    const { fill } = defaultSettings;
    const constraints = { ...fill.constraints, require: ['a secret'], balance: true };
    const settings = {
      ...defaultSettings,
      model: '/home/somebody/models/x',
      fill: {
        ...fill,
        temperature: 0.7,
        length: { kind: 'tokens', tokens: 8 } as const,
        constraints,
      },
    };
    const told = diagnostics({ ...facts, settings, log: ['opened /home/somebody/models/x'] });
    for (const part of [
      'setting model: "~/models/x"',
      'setting fill.temperature: 0.7',
      'setting fill.length.tokens: 8',
      'setting fill.constraints.balance: true',
      'setting fill.constraints.require: changed',
      'opened ~/models/x',
    ])
      assert.ok(told.includes(part), told);
    assert.doesNotMatch(told, /secret|somebody|setting seed/);
  });

  it('keep the last lines of the log only', () => {
    const recent = new RecentLines(2);
    for (const line of ['a', 'b', 'c']) recent.add(line);
    assert.deepEqual(recent.lines, ['b', 'c']);
  });
});
