import assert from 'node:assert/strict';
import {
  holeTable,
  inlineCode,
  rowsLeftOut,
  stepLink,
} from '../../../src/host/infill/fillMarkdown';
import { parseStepPlace } from '../../../src/host/visualiser/stepPlace';
import { allFrames, holePositions } from '../../../src/playback';
import { change, makeHeader, makeStep, view } from '../support/traces';

function facts(count: number): Parameters<typeof holeTable>[0] {
  const steps = [
    makeStep(),
    makeStep({ reveals: [change(0, 0)], views: [view(0, 1, { 5: 0.62, 6: 0.38 }, { 5: 'a|b' })] }),
  ];
  const frame = allFrames(makeHeader([[count]]), steps).at(-1)!;
  const positions = holePositions(frame.candidates[0]!, 0);
  return { hole: 0, candidate: 0, digitsPerToken: 2, first: 0, positions };
}

describe('The hover of a hole', () => {
  it('tells each position’s cells, the step of each digit and what is likely, and links to the step', () => {
    const rows = holeTable(facts(2)).split('\n').slice(2);
    assert.match(
      rows[0] ?? '',
      /^\| 0 \| ■□ \| \[2\]\(command:primeInfill\.showSteps\?\S+\) – \| \d+ \| `a\\\|b` 62 %/,
    );
    assert.match(rows[1] ?? '', /^\| 1 \| □□ \| – – \|/);
  });

  it('numbers its positions as the panel does, where those before them were accepted', () => {
    const rows = holeTable({ ...facts(2), first: 3 })
      .split('\n')
      .slice(2);
    assert.deepEqual(rows.map((row) => row.slice(0, 4)), ['| 3 ', '| 4 ']); // prettier-ignore
  });

  it('links to places that the command understands', () => {
    const [, argument = ''] = stepLink(1, 7).split('?');
    const parsed: unknown = JSON.parse(decodeURIComponent(argument));
    assert.ok(Array.isArray(parsed));
    assert.deepEqual(parseStepPlace(parsed[0]), { candidate: 1, step: 7 });
    assert.equal(parseStepPlace({ candidate: 0, step: -1 }), undefined);
    assert.equal(parseStepPlace('7'), undefined);
  });

  it('is no longer than a screen, and says how much it leaves out', () => {
    assert.equal(holeTable(facts(40)).split('\n').length, 14);
    assert.equal(rowsLeftOut(facts(40)), 28);
    assert.equal(rowsLeftOut(facts(2)), 0);
  });

  const texts: readonly [string, string][] = [
    ['x', '`x`'],
    ['`', '`` ` ``'],
    ['a``b', '```a``b```'],
    ['|', '`\\|`'],
    ['](command:evil)', '`](command:evil)`'],
  ];
  for (const [text, expected] of texts) {
    it(`holds ${JSON.stringify(text)} as code that it cannot leave`, () => {
      assert.equal(inlineCode(text), expected);
    });
  }
});
