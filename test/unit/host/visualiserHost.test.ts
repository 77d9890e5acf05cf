import assert from 'node:assert/strict';
import { visualiserPage } from '../../../src/host/visualiser/page';
import { parseMessage } from '../../../src/host/visualiser/parseMessage';

describe('A message of the panel', () => {
  const rows: readonly [unknown, unknown][] = [
    [{ kind: 'ready' }, { kind: 'ready' }],
    [{ kind: 'saveTrace', extra: 1 }, { kind: 'saveTrace' }],
    [{ kind: 'openTrace' }, { kind: 'openTrace' }],
    [{ kind: 'saveStatistics' }, { kind: 'saveStatistics' }],
    [{ kind: 'copyCommand', file: 'x' }, { kind: 'copyCommand' }],
    [
      { kind: 'saveCharts', candidate: 1 },
      { kind: 'saveCharts', candidate: 1 },
    ],
    [{ kind: 'saveCharts', candidate: '1' }, undefined],
    [
      { kind: 'revealPosition', candidate: 0, position: 3 },
      { kind: 'revealPosition', candidate: 0, position: 3 },
    ],
    [{ kind: 'revealPosition', candidate: 0 }, undefined],
    [{ kind: 'revealPosition', candidate: -1, position: 0 }, undefined],
    [{ kind: 'revealPosition', candidate: 0.5, position: 0 }, undefined],
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

describe('The panel’s page', () => {
  const page = visualiserPage({
    cspSource: 'https://files',
    nonce: 'N0nce',
    script: 'https://files/a.js',
    style: 'https://files/a.css',
    language: 'en',
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
