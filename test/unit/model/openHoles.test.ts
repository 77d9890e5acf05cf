import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Engine } from '../../../src/engine';
import { findHoles } from '../../../src/text/holeMarkers';
import { fillWith, openTiny } from '../support/realModel';

const cli = join(process.cwd(), 'dist', 'cli.js');
const areas =
  'def area(r):\n    return <?>\n\ndef volume(r, h):\n    return <?>\n\nx = <?>\nprint(x)\n';

describe('Holes that are not filled', function () {
  this.timeout(60_000);

  describe('with prime-tiny', () => {
    let engine: Engine;
    before(async () => {
      engine = await openTiny();
    });
    after(() => engine.dispose());

    it('are not there for the model, and the fill goes where its hole is', async () => {
      const holes = findHoles(areas, '<?>', { wildcards: false }).holes.map(({ span }) => span);
      const spans = [holes[1]!];
      const without = 'def area(r):\n\ndef volume(r, h):\n    return <?>\n\nx = \nprint(x)\n';
      const start = without.indexOf('<?>');
      const settings = { seed: 3 };
      const open = await fillWith(engine, { text: areas, spans, openHoles: holes, settings });
      const none = await fillWith(engine, {
        text: without,
        spans: [{ start, end: start + 3 }],
        settings,
      });
      assert.ok(open.outcome.kind === 'filled' && none.outcome.kind === 'filled');
      assert.deepEqual(
        open.outcome.ranked.map(({ texts }) => texts),
        none.outcome.ranked.map(({ texts }) => texts),
      );
      const [first] = open.events;
      assert.ok(first?.kind === 'start');
      assert.deepEqual(first.header.spans, spans);
    });
  });

  for (const model of ['prime-base', 'prime-tiny'])
    for (const [what, place] of [
      ['beside one that is filled', ['--at', '5:12-5:15']],
      ['by then, where all are filled one after the other', ['--holes']],
    ] as const)
      it(`do not come out as text, ${what}, by ${model}`, () => {
        const words = ['fill', '-', ...place, '--json', '--model', model, '--device', 'cpu'];
        const { status, stdout, stderr } = spawnSync(
          process.execPath,
          [cli, ...words, '--stdin-name', 'areas.py'],
          { encoding: 'utf8', input: areas },
        );
        assert.equal(status, 0, stderr);
        const { ranked } = JSON.parse(stdout) as { ranked: { texts: string[] }[] };
        assert.ok(ranked.length > 0);
        for (const { texts } of ranked)
          assert.ok(!texts.some((text) => text.includes('<?')), JSON.stringify(texts));
      });
});
