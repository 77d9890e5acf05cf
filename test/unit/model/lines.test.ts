import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const cli = join(process.cwd(), 'dist', 'cli.js');

describe('Lines that are asked for', () => {
  for (const model of ['prime-base', 'prime-tiny'])
    for (const [text, lines] of [
      ['def f(x):\n    <?3l>\n    return x\n', 3],
      ['def f(x):\r\n    <?3l>\r\n    return x\r\n', 3],
      ['const names = [\n  <?2l>\n];\n', 2],
    ] as const)
      it(`are written, none of them blank, by ${model} in ${JSON.stringify(text)}`, function () {
        this.timeout(60_000);
        const words = ['fill', '-', '--holes', '--json', '--model', model, '--device', 'cpu'];
        const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
          encoding: 'utf8',
          input: text,
        });
        assert.equal(status, 0, stderr);
        const { ranked } = JSON.parse(stdout) as { ranked: { texts: string[] }[] };
        assert.ok(ranked.length > 0);
        for (const { texts } of ranked) {
          const written = (texts[0] ?? '').split(/\r?\n/u);
          assert.equal(written.length, lines, JSON.stringify(texts));
          assert.ok(written.every((line) => line.trim() !== '' && !line.includes('\r')));
        }
      });
});
