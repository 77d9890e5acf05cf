import assert from 'node:assert/strict';
import { hitGrid, layOutGrid, seenCells } from '../../../media/visualiser/layout';
import { positionsAt } from '../../../media/visualiser/positionsAt';
import { rowsInView } from '../../../media/visualiser/rowsInView';
import { viewToKeep } from '../../../media/visualiser/savedView';
import { reduce, type PanelAction, type PanelState } from '../../../media/visualiser/state';
import { toldSoFar } from '../../../src/host/visualiser/toldSoFar';
import { parseTrace } from '../../../src/playback';
import type { SourcePlace } from '../../../src/protocol/visualiserProtocol';
import { change, makeHeader, makeStep, makeTrace, view } from '../support/traces';

function play(...actions: readonly PanelAction[]): PanelState | undefined {
  return actions.reduce<PanelState | undefined>(reduce, undefined);
}

const trace = makeTrace();
const start: PanelAction = {
  kind: 'message',
  message: { kind: 'event', event: { kind: 'start', header: makeHeader([[2], [3]]) } },
};
const step: PanelAction = {
  kind: 'message',
  message: {
    kind: 'event',
    event: {
      kind: 'step',
      step: makeStep({ reveals: [change(0, 0)], views: [view(0, 1, { 5: 1 })] }),
    },
  },
};
const opened: PanelAction = {
  kind: 'message',
  message: { kind: 'trace', trace, source: 'a.json' },
};

describe('The panel', () => {
  it('has nothing to show before a fill, whatever is pressed', () => {
    assert.equal(
      play({ kind: 'scrub', cursor: 3 }, { kind: 'candidate', candidate: 1 }, step),
      undefined,
    );
  });

  it('follows a fill under way', () => {
    const state = play(start, step, step);
    assert.deepEqual([state?.cursor, state?.frames.length, state?.summaries.length], [2, 3, 2]);
  });

  it('keeps what it took to paint a step, and forgets that with the candidate', () => {
    const painted: PanelAction = { kind: 'painted', ms: new Map([[2, 7]]) };
    const state = play(start, step, step, painted, step);
    assert.deepEqual(
      state?.summaries.map(({ paintMs }) => paintMs),
      [undefined, 7, undefined],
    );
    const other = reduce(state, { kind: 'candidate', candidate: 1 });
    assert.ok(other?.summaries.every(({ paintMs }) => paintMs === undefined));
  });

  it('stays where the user has scrubbed to while steps arrive', () => {
    assert.equal(play(start, step, step, { kind: 'scrub', cursor: 1 }, step)?.cursor, 1);
  });

  it('follows again once scrubbed to the end', () => {
    const state = play(
      start,
      step,
      { kind: 'scrub', cursor: 0 },
      { kind: 'scrub', cursor: 9 },
      step,
    );
    assert.equal(state?.cursor, 2);
  });

  it('shows the whole of an opened trace, from its end', () => {
    const state = play(opened);
    assert.deepEqual([state?.source, state?.cursor, state?.frames.length], ['a.json', 3, 4]);
  });

  it('forgets an opened trace when a fill begins', () => {
    const state = play(opened, start);
    assert.deepEqual([state?.source, state?.steps.length], [undefined, 0]);
  });

  it('shows nothing of a trace once its file cannot be read any more', () => {
    const failed = { kind: 'failed', message: 'It is damaged.' } as const;
    assert.equal(play(opened, { kind: 'message', message: failed }), undefined);
  });

  it('shows the best candidate once the fill has ended', () => {
    const outcome = {
      kind: 'filled',
      ranked: [{ candidate: 1, texts: ['x'], score: -1, share: 1, tokens: 3 }],
      statistics: trace.outcome.statistics,
    } as const;
    const state = play(start, step, {
      kind: 'message',
      message: { kind: 'outcome', outcome },
    });
    assert.deepEqual([state?.candidate, state?.outcome?.kind, state?.cursor], [1, 'filled', 1]);
  });

  it('stays calm where motion is reduced, and shows how it ended', () => {
    const calm = { ...step, calm: true };
    const under = play(start, calm, calm);
    assert.deepEqual([under?.cursor, under?.steps.length], [0, 2]);
    const { outcome } = trace;
    const end: PanelAction = { kind: 'message', message: { kind: 'outcome', outcome }, calm: true };
    assert.equal(reduce(under, end)?.cursor, 2);
    const scrubbed = reduce(under, { kind: 'scrub', cursor: 1 });
    assert.equal(reduce(scrubbed, end)?.cursor, 1, 'whoever looks at a step goes on looking at it');
  });

  it('goes on at the step of a fill that grows, which is told anew, and not of another fill', () => {
    const looking = play(start, step, step, { kind: 'candidate', candidate: 1 }, { kind: 'scrub', cursor: 1 }); // prettier-ignore
    const again = [start, step, step, step].reduce<PanelState | undefined>(reduce, looking);
    assert.deepEqual([again?.cursor, again?.candidate, again?.steps.length], [1, 1, 3]);
    const header = { ...makeHeader([[2], [3]]), contextSha256: 'other' };
    const other: PanelAction = { kind: 'message', message: { kind: 'event', event: { kind: 'start', header } } }; // prettier-ignore
    const anew = [other, step, step].reduce<PanelState | undefined>(reduce, looking);
    assert.deepEqual([anew?.cursor, anew?.candidate], [2, 0]);
  });

  it('has what was told of a fill that it comes to late, follows it, and ends with it', () => {
    const { header, steps, outcome } = trace;
    const told = toldSoFar({ header, steps }).map((message): PanelAction => ({
      kind: 'message',
      message,
    }));
    const late = play(...told);
    assert.deepEqual([late?.cursor, late?.outcome, late?.follows], [3, undefined, 'each step']);
    assert.equal(play(...told, step)?.cursor, 4);
    const ended = play(...told, { kind: 'message', message: { kind: 'outcome', outcome } });
    assert.deepEqual(ended, { ...play(opened), source: undefined });
  });

  it('is told of a long run in messages of few steps, none twice', () => {
    const many = Array.from({ length: 260 }, (_, index) => makeStep({ index }));
    const told = toldSoFar({ header: trace.header, steps: many });
    const counts = told.map((news) => (news.kind === 'steps' ? news.steps.length : 0));
    assert.ok(counts.length > 10 && Math.max(...counts) < 50, counts.join());
    const state = play(...told.map((message): PanelAction => ({ kind: 'message', message })));
    assert.deepEqual(
      state?.steps.map(({ index }) => index),
      [...many.keys()],
    );
  });

  it('shows nothing of how a fill ended of which it knows nothing', () => {
    const { outcome } = trace;
    assert.equal(play({ kind: 'message', message: { kind: 'outcome', outcome } }), undefined);
  });

  const scrubs: readonly [number, number][] = [
    [-1, 0],
    [0, 0],
    [1.4, 1],
    [3, 3],
    [4, 3],
  ];
  for (const [wanted, expected] of scrubs) {
    it(`scrubs to frame ${expected} when asked for ${wanted}`, () => {
      assert.equal(play(opened, { kind: 'scrub', cursor: wanted })?.cursor, expected);
    });
  }

  it('goes to the step and candidate that the editor asks for', () => {
    const message = { kind: 'showStep', candidate: 1, step: 1 } as const;
    const state = play(start, step, step, { kind: 'message', message });
    assert.deepEqual([state?.candidate, state?.cursor], [1, 1]);
    assert.equal(play({ kind: 'message', message }), undefined);
  });

  it('sums up the candidate that is shown', () => {
    const reveal = makeStep({ reveals: [change(0, 0, 1, 1), change(1, 0, 1, 1)] });
    const message = { kind: 'event', event: { kind: 'step', step: reveal } } as const;
    const first = play(start, step, { kind: 'message', message });
    assert.deepEqual(
      first?.summaries.map(({ reveals }) => reveals),
      [1, 0],
    );
    const second = reduce(first, { kind: 'candidate', candidate: 1 });
    assert.deepEqual(
      second?.summaries.map(({ reveals }) => reveals),
      [0, 2],
    );
  });

  it('shows only candidates that there are', () => {
    assert.equal(play(start, { kind: 'candidate', candidate: 5 })?.candidate, 1);
    assert.equal(play(start, { kind: 'candidate', candidate: -1 })?.candidate, 0);
  });
});

describe('A long table', () => {
  const rows: readonly [top: number, height: number, count: number, from: number, to: number][] = [
    [0, 200, 1000, 0, 20],
    [4000, 200, 1000, 190, 220],
    [20_000, 200, 1000, 990, 1000],
    [0, 200, 12, 0, 12],
    [900, 200, 12, 11, 12],
    [0, 0, 0, 0, 0],
  ];
  for (const [top, height, count, from, to] of rows)
    it(`makes the rows ${from} … ${to} of ${count}, scrolled to ${top} pixels`, () => {
      assert.deepEqual(rowsInView({ top, height }, count, 20), { from, to });
    });
});

describe('A place of the document', () => {
  const state = {
    header: makeHeader([
      [2, 3],
      [0, 4],
    ]),
    candidate: 0,
  };
  const check = (candidate: number, at: SourcePlace, expected: unknown): void =>
    assert.deepEqual(positionsAt({ ...state, candidate }, at), expected);

  it('is the token of the candidate that was accepted, and of no other', () => {
    check(1, { kind: 'token', candidate: 1, position: 2 }, { from: 2, to: 2 });
    check(0, { kind: 'token', candidate: 1, position: 2 }, undefined);
  });

  it('is all positions of a hole, if there are any', () => {
    check(0, { kind: 'hole', hole: 0 }, { from: 0, to: 1 });
    check(0, { kind: 'hole', hole: 1 }, { from: 2, to: 4 });
    check(1, { kind: 'hole', hole: 0 }, undefined);
    check(1, { kind: 'hole', hole: 1 }, { from: 0, to: 3 });
    check(0, { kind: 'hole', hole: 2 }, undefined);
  });
});

describe('What the editor keeps of a page', () => {
  const state = play(opened);
  assert.ok(state);

  it('is the place, and the trace of a run that no file holds, once it has ended', () => {
    const kept = viewToKeep({ ...state, source: undefined }, undefined);
    const parsed = parseTrace(JSON.stringify(Reflect.get(kept, 'trace')));
    assert.ok(parsed.kind === 'trace');
    assert.deepEqual(parsed.trace, trace);
    assert.deepEqual(viewToKeep(state, undefined), { cursor: 3, candidate: 0 });
    const running = { ...state, source: undefined, outcome: undefined };
    assert.deepEqual(viewToKeep(running, kept), { cursor: 3, candidate: 0 });
  });

  it('is still the run that a reload has brought back', () => {
    const before = { cursor: 1, candidate: 0, trace: 'of before' };
    assert.deepEqual(viewToKeep(state, before), { cursor: 3, candidate: 0, trace: 'of before' });
  });

  it('is no run that is too large for it', () => {
    const name = 'x'.repeat(2_000_000);
    const header = { ...state.header, model: { ...state.header.model, name } };
    const outcome = { ...trace.outcome };
    const kept = viewToKeep({ ...state, source: undefined, header, outcome }, undefined);
    assert.deepEqual(kept, { cursor: 3, candidate: 0 });
  });
});

describe('The picture of the steps', () => {
  it('fills the room that there is, within reason', () => {
    const widths = [300, 500, 2000].map((room) => layOutGrid(room, 20, 4).cellWidth);
    assert.deepEqual(widths, [9, 19, 26]);
    assert.equal(layOutGrid(100, 20, 4).cellWidth, 7);
  });

  it('knows which cells are in view, however far it is scrolled', () => {
    const layout = layOutGrid(500, 1000, 512); // cells of 7 × 16 pixels, gutter 104, head 18
    const rows: readonly [left: number, top: number, seen: readonly number[]][] = [
      [0, 0, [0, 56, 0, 17]],
      [70, 0, [10, 66, 0, 17]],
      [0, 160, [0, 56, 10, 27]],
      [6607, 7911, [943, 999, 494, 511]],
    ];
    for (const [left, top, seen] of rows)
      assert.deepEqual(
        Object.values(seenCells(layout, { left, top, width: 500, height: 300 })),
        seen,
      );
    assert.deepEqual(
      Object.values(seenCells(layOutGrid(500, 3, 2), { left: 0, top: 0, width: 500, height: 300 })),
      [0, 2, 0, 1],
    );
  });

  it('tells what lies under a point', () => {
    const layout = layOutGrid(500, 20, 4);
    const at = (column: number, row: number): [number, number] => [
      layout.gutter + (column + 0.5) * layout.cellWidth,
      layout.gridTop + (row + 0.5) * layout.rowHeight,
    ];
    assert.deepEqual(hitGrid(layout, ...at(0, 0)), { column: 0, row: 0 });
    assert.deepEqual(hitGrid(layout, ...at(19, 3)), { column: 19, row: 3 });
    assert.deepEqual(hitGrid(layout, ...at(20, 4)), { column: undefined, row: undefined });
    assert.deepEqual(hitGrid(layout, ...at(2, -1)), { column: 2, row: undefined });
    assert.deepEqual(hitGrid(layout, ...at(-1, 2)), { column: undefined, row: 2 });
  });
});
