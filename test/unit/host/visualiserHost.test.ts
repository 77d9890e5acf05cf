import assert from 'node:assert/strict';
import { visualiserPage } from '../../../src/host/visualiser/page';
import { parseOtherChoice } from '../../../src/host/visualiser/otherChoice';
import { paperColours } from '../../../src/playback';
import { parseMessage } from '../../../src/host/visualiser/parseMessage';

const colours = { ...paperColours, ground: '#1f1f1f' };

describe('A message of the panel', () => {
  const rows: readonly [unknown, unknown][] = [
    [{ kind: 'ready' }, { kind: 'ready' }],
    [{ kind: 'saveTrace', extra: 1 }, { kind: 'saveTrace' }],
    [{ kind: 'openTrace' }, { kind: 'openTrace' }],
    [{ kind: 'compare', with: 'x' }, { kind: 'compare' }],
    [{ kind: 'stopComparing' }, { kind: 'stopComparing' }],
    [{ kind: 'saveStatistics' }, { kind: 'saveStatistics' }],
    [{ kind: 'copyCommand', file: 'x' }, { kind: 'copyCommand' }],
    [
      { kind: 'saveCharts', candidate: 1, plot: 'Map', colours: { ...colours, x: 1 }, more: 1 },
      { kind: 'saveCharts', candidate: 1, plot: 'Map', colours },
    ],
    [{ kind: 'saveCharts', candidate: '1', plot: 'Map', colours }, undefined],
    [{ kind: 'saveCharts', candidate: 1, colours }, undefined],
    [{ kind: 'saveCharts', candidate: 1, plot: 'Map' }, undefined],
    ...['red', '#fff', '#ffffff"/><script>', 7].map((ground): [unknown, unknown] => [
      { kind: 'saveCharts', candidate: 1, plot: 'Map', colours: { ...colours, ground } },
      undefined,
    ]),
    [
      { kind: 'savePicture', format: 'png', base64: 'AQ==', path: '/x' },
      { kind: 'savePicture', format: 'png', base64: 'AQ==' },
    ],
    [{ kind: 'savePicture', format: 'exe', base64: 'AQ==' }, undefined],
    [{ kind: 'savePicture', format: 'gif', base64: [1] }, undefined],
    [
      { kind: 'revealPosition', candidate: 0, position: 3 },
      { kind: 'revealPosition', candidate: 0, position: 3 },
    ],
    [{ kind: 'revealPosition', candidate: 0 }, undefined],
    [{ kind: 'revealPosition', candidate: -1, position: 0 }, undefined],
    [{ kind: 'revealPosition', candidate: 0.5, position: 0 }, undefined],
    [
      { kind: 'showRun', run: 2, more: 1 },
      { kind: 'showRun', run: 2 },
    ],
    [{ kind: 'showRun', run: 'x' }, undefined],
    ...(
      [
        { kind: 'draw' },
        { kind: 'force', position: 1, token: 2, digits: 3 },
        { kind: 'ban', position: 0, token: 0 },
        { kind: 'remask', from: 0, to: 4 },
        { kind: 'keep', from: 0, to: 4 },
      ] as const
    ).map((change): [unknown, unknown] => {
      const frame = { kind: 'steer', run: 1, candidate: 0, step: 5 };
      return [
        { ...frame, change: { ...change, extra: 'x' } },
        { ...frame, change },
      ];
    }),
    [{ kind: 'steer', run: 1, candidate: 0, step: 5 }, undefined],
    [{ kind: 'steer', run: 1, candidate: 0, step: 5, change: { kind: 'evil' } }, undefined],
    [{ kind: 'steer', run: 1, candidate: 0, step: 5, change: { kind: 'force', position: 1, token: 2, digits: 0 } }, undefined], // prettier-ignore
    [{ kind: 'steer', run: 1, candidate: 0, step: 5, change: { kind: 'ban', position: 1.5, token: 2 } }, undefined], // prettier-ignore
    [{ kind: 'steer', run: 1, candidate: 0, step: 5, change: { kind: 'remask', from: 1, to: '2' } }, undefined], // prettier-ignore
    [{ kind: 'steer', run: 1, candidate: 0, step: -5, change: { kind: 'draw' } }, undefined],
    [
      { kind: 'insertFrame', run: 1, candidate: 0, step: 5, text: 'x' },
      { kind: 'insertFrame', run: 1, candidate: 0, step: 5 },
    ],
    [{ kind: 'insertFrame', candidate: 0, step: 5 }, undefined],
    [{ kind: 'evil' }, undefined],
    [{}, undefined],
    ['ready', undefined],
    [null, undefined],
    [undefined, undefined],
  ];
  for (const [message, expected] of rows) {
    it(`${JSON.stringify(message)} is ${expected === undefined ? 'ignored' : 'understood'}`, () => {
      assert.deepEqual(parseMessage(message), expected);
    });
  }
});

describe('What a run is compared with', () => {
  const rows: readonly [unknown, unknown][] = [
    [{ kind: 'draw', extra: 1 }, { kind: 'draw' }],
    [
      { kind: 'sampler', sampler: 'left-to-right' },
      { kind: 'sampler', sampler: 'left-to-right' },
    ],
    [{ kind: 'sampler', sampler: 'toString' }, undefined],
    [
      { kind: 'model', model: 'prime-base' },
      { kind: 'model', model: 'prime-base' },
    ],
    [{ kind: 'model', model: '' }, undefined],
    [
      { kind: 'run', run: 2 },
      { kind: 'run', run: 2 },
    ],
    [{ kind: 'run', run: -1 }, undefined],
    [{ kind: 'trace' }, undefined],
    ['draw', undefined],
    [undefined, undefined],
  ];
  for (const [argument, expected] of rows) {
    it(`${JSON.stringify(argument)} is ${expected === undefined ? 'none' : 'one'}`, () => {
      assert.deepEqual(parseOtherChoice(argument), expected);
    });
  }
});

describe('The panel’s page', () => {
  const page = visualiserPage({
    cspSource: 'https://files',
    nonce: 'N0nce',
    script: 'https://files/a.js',
    styles: ['https://files/a.css', 'https://files/b.css'],
    language: 'en',
    strings: { 'a "b" & <c>': 'd' },
    place: 'panel',
  });

  it('lets nothing load but its own style and script', () => {
    assert.ok(
      page.includes(
        `content="default-src 'none'; style-src https://files; script-src 'nonce-N0nce'"`,
      ),
    );
  });

  it('has no inline script and no inline style', () => {
    assert.doesNotMatch(page, /<style|style=|\son\w+=|javascript:/);
    assert.deepEqual(page.match(/<script[^>]*>/g), [
      '<script nonce="N0nce" src="https://files/a.js">',
    ]);
  });
});
