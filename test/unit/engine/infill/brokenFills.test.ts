import assert from 'node:assert/strict';
import { withBroken } from '../../../../src/engine/infill/brokenFills';
import { rankFills, type FinishedFill } from '../../../../src/engine/infill/rank';

function made(candidate: number, text: string, joint: number): FinishedFill {
  return { candidate, texts: [text], lengthProbability: 1, logProbability: joint, leftToRight: joint, joint, tokens: 3 }; // prettier-ignore
}

/** Texts of the fills of a text whose hole is `‹›`, as they are ranked. */
async function ranked(
  marked: string,
  fileName: string,
  fills: readonly FinishedFill[],
): Promise<string[]> {
  const start = marked.indexOf('‹›');
  const request = { text: marked.replace('‹›', ''), fileName };
  return rankFills(await withBroken(fills, request, [{ start, end: start }])).map(
    ({ texts }) => texts[0] ?? '',
  );
}

describe('A fill that breaks the parse', () => {
  const good = 'f(x)';
  const bad = 'f(x';

  it('comes after one that does not, though it is somewhat likelier', async () => {
    assert.deepEqual(await ranked('a = ‹›;\n', 'a.ts', [made(0, bad, -1), made(1, good, -3)]), [good, bad]); // prettier-ignore
  });

  it('comes first where it is far likelier', async () => {
    assert.deepEqual(await ranked('a = ‹›;\n', 'a.ts', [made(0, bad, -1), made(1, good, -9)]), [bad, good]); // prettier-ignore
  });

  it('is as good as the others where none of them parses', async () => {
    const fills = [made(0, 'f(x', -1), made(1, '1 2', -1.5)];
    assert.deepEqual(await ranked('a = ‹›;\n', 'a.ts', fills), ['f(x', '1 2']);
  });

  it('is not known in prose', async () => {
    assert.deepEqual(await ranked('a ‹› b\n', 'a.md', [made(0, bad, -1), made(1, good, -3)]), [bad, good]); // prettier-ignore
  });

  it('is compared by the likelihood of both laws as well where nothing was weighed with its end', async () => {
    const without = [made(0, bad, -1), made(1, good, -9)].map((fill) => ({ ...fill, joint: undefined })); // prettier-ignore
    assert.deepEqual(await ranked('a = ‹›;\n', 'a.ts', without), [good, bad]);
  });
});
