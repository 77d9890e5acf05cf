import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  contextKeys,
  nextState,
  type FillState,
  type FillStateEvent,
} from '../../../src/host/infill/lifecycle';

const states: readonly FillState[] = ['idle', 'filling', 'previewing', 'applying'];
const events: readonly FillStateEvent[] = [
  'fill',
  'filled',
  'failed',
  'cancel',
  'accept',
  'applied',
  'applied in part',
  'refused',
  'reject',
  'lost',
];

describe('The life of a fill', () => {
  const moves: readonly [FillState, FillStateEvent, FillState][] = [
    ['idle', 'fill', 'filling'],
    ['filling', 'fill', 'filling'],
    ['filling', 'filled', 'previewing'],
    ['filling', 'failed', 'idle'],
    ['filling', 'cancel', 'idle'],
    ['filling', 'lost', 'idle'],
    ['previewing', 'fill', 'filling'],
    ['previewing', 'accept', 'applying'],
    ['previewing', 'reject', 'idle'],
    ['previewing', 'lost', 'idle'],
    ['applying', 'applied', 'idle'],
    ['applying', 'applied in part', 'previewing'],
    ['applying', 'refused', 'previewing'],
    ['applying', 'lost', 'idle'],
  ];
  for (const [from, event, to] of moves) {
    it(`goes from ${from} to ${to} on ${event}`, () => assert.equal(nextState(from, event), to));
  }

  it('is changed by nothing else', () => {
    const found = states.flatMap((from) =>
      events.flatMap((event) => (nextState(from, event) === undefined ? [] : [`${from} ${event}`])),
    );
    assert.deepEqual(found.sort(), moves.map(([from, event]) => `${from} ${event}`).sort());
  });

  it('can always be left', () => {
    for (const from of states) {
      let reached = new Set<FillState>([from]);
      for (let moves = 0; moves < states.length; moves++) {
        const next = [...reached].flatMap((state) =>
          events.map((event) => nextState(state, event)),
        );
        reached = new Set([...reached, ...next.filter((state) => state !== undefined)]);
      }
      assert.ok(reached.has('idle'), from);
    }
  });

  it('binds keys only while filling or previewing, never both, and while a part goes in', () => {
    assert.deepEqual(
      states.map((state) => Object.values(contextKeys(state, 'at preview'))),
      [
        [false, false, false],
        [true, false, false],
        [false, true, true],
        [false, false, true],
      ],
    );
  });

  it('leaves the keys of a preview to the editor where the cursor is elsewhere', () => {
    const bound = states.map((state) => contextKeys(state, 'elsewhere'));
    assert.ok(bound.every((keys) => keys['primeInfill.cursorAtPreview'] === false));
  });

  it('is all that the keys of a preview are bound under', () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: { keybindings: readonly { command: string; key: string; when: string }[] };
    };
    const ofPreview = contributes.keybindings.filter(({ command }) =>
      /accept|reject|Candidate/.test(command),
    );
    assert.equal(ofPreview.length, 6);
    for (const { when } of ofPreview)
      assert.ok(when.split(' && ').includes('primeInfill.cursorAtPreview'), when);
  });
});
