import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chartsSvg, mapSvg, parseTrace, traceBytes } from '../../../src/playback';
import { root } from '../../../scripts/vscode/paths';

type Trace = Extract<ReturnType<typeof parseTrace>, { readonly kind: 'trace' }>['trace'];

async function open(file: string): Promise<Trace> {
  const parsed = parseTrace(await readFile(join(root, file), 'utf8'));
  assert.equal(parsed.kind, 'trace');
  return parsed.trace;
}

describe('A trace that was kept', () => {
  // What an earlier release wrote stays in the repository as it is, and goes on opening.
  for (const [file, version, model] of [
    ['test/golden/traceOfVersion1.json', 1, 'prime-tiny'],
    ['samples/prime-base.primetrace.json', 1, 'prime-base'],
  ] as const) {
    it(`opens: ${file}`, async () => {
      const { version: read, header, steps, outcome } = await open(file);
      assert.deepEqual([read, header.model.id, outcome.kind], [version, model, 'filled']);
      const revealed = steps.reduce((sum, { reveals }) => sum + reveals.length, 0);
      const tokens = header.candidates.flatMap(({ lengths }) => lengths).reduce((a, b) => a + b, 0);
      assert.equal(revealed, tokens * header.subTokens.length, 'each digit came out');
    });

    it(`gives the same pictures once it is kept again: ${file}`, async () => {
      const trace = await open(file);
      const again = parseTrace(new TextDecoder().decode(traceBytes(trace)));
      assert.equal(again.kind, 'trace');
      for (const picture of [chartsSvg, mapSvg])
        assert.equal(picture(again.trace, { candidate: 0 }), picture(trace, { candidate: 0 }));
    });
  }
});
