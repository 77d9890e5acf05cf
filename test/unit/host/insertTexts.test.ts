import assert from 'node:assert/strict';
import fc from 'fast-check';
import { insertTexts as insertInto, type Insertion } from '../../../src/host/infill/insertTexts';
import { AnchoredSpans } from '../../../src/text/anchoredSpans';
import type { Span } from '../../../src/text/span';
import { FarDocument } from '../support/farDocument';

interface Scene {
  readonly document: FarDocument;
  readonly anchored: AnchoredSpans;
  readonly spans: readonly Span[];
}

/** A far document with holes where the text has ⟦ and ⟧. */
function scene(marked: string): Scene {
  const spans: Span[] = [];
  const text = marked.replaceAll(/⟦([^⟧]*)⟧/gu, (_, inside: string, at: number) => {
    const start = at - 2 * spans.length;
    spans.push({ start, end: start + inside.length });
    return inside;
  });
  const anchored = new AnchoredSpans(spans);
  return { document: new FarDocument(text, anchored), anchored, spans };
}

async function insertTexts(
  document: FarDocument,
  anchored: AnchoredSpans,
  texts: readonly (string | undefined)[],
): Promise<Insertion> {
  document.isFilling = true;
  const insertion = await insertInto(document, anchored, texts);
  document.isFilling = false;
  return insertion;
}

/** Lets everything that is on its way arrive until the insertion has ended. */
async function ended(document: FarDocument, insertion: Promise<Insertion>): Promise<Insertion> {
  let answer: Insertion | undefined;
  void insertion.then((value) => (answer = value));
  while (answer === undefined) {
    document.arrive();
    while (document.deliver());
    await nextTurn();
  }
  return answer;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('Inserting a fill while others write', () => {
  const marked = 'head\nvalue = ⟦⟧;\n';

  it('does not go in where something was undone before it could: that would be gone for good', async () => {
    const { document, anchored } = scene(marked);
    document.edit({ start: 0, end: 4 }, 'tail');
    while (document.deliver());
    document.undo(); // and nobody has heard of it yet
    assert.equal(await ended(document, insertTexts(document, anchored, ['1'])), 'undone');
    assert.equal(document.text, 'head\nvalue = ;\n');
    assert.equal(await ended(document, insertTexts(document, anchored, ['1'])), 'inserted');
    assert.equal(document.text, 'head\nvalue = 1;\n');
  });

  it('knows that something was typed behind text that it takes the place of, before a rest', async () => {
    const { document, anchored } = scene('a = ⟦<?>⟧;\n');
    document.edit({ start: 7, end: 7 }, 'x');
    assert.equal(await ended(document, insertTexts(document, anchored, ['alpha'])), 'inserted');
    assert.equal(document.text, 'a = alphax;\n');
    anchored.goOn([{ start: 9, end: 9 }], new Set());
    assert.equal(anchored.loss, 'touched');
  });

  it('goes in at its place though something was typed before it just now', async () => {
    const { document, anchored } = scene(marked);
    document.edit({ start: 0, end: 0 }, 'xyz'); // and nobody has heard of it yet
    assert.equal(await ended(document, insertTexts(document, anchored, ['1'])), 'inserted');
    assert.equal(document.text, 'xyzhead\nvalue = 1;\n');
  });

  it('leaves a span without a text as it is, and goes on behind what is in', async () => {
    const { document, anchored } = scene('a = ⟦0⟧; b = ⟦12⟧;\n');
    const insertion = insertTexts(document, anchored, ['x +', undefined]);
    await nextTurn();
    document.arrive();
    document.edit({ start: 0, end: 0 }, '// ');
    assert.equal(await ended(document, insertion), 'inserted');
    assert.equal(document.text, '// a = x +; b = 12;\n');
    anchored.goOn(
      [
        { start: 7, end: 7 },
        { start: 13, end: 15 },
      ],
      new Set(),
    );
    while (document.deliver());
    assert.deepEqual(anchored.spans, [
      { start: 10, end: 10 },
      { start: 16, end: 18 },
    ]);
    assert.equal(await ended(document, insertTexts(document, anchored, [' y', '3'])), 'inserted');
    assert.equal(document.text, '// a = x + y; b = 3;\n');
  });

  it('goes on behind a part no more where something was typed there before it was in', async () => {
    for (const closed of [[], [0]]) {
      const { document, anchored } = scene(marked);
      const insertion = insertTexts(document, anchored, ['1']);
      document.edit({ start: 13, end: 13 }, 'x'); // before ours has arrived
      document.deliver();
      assert.equal(await ended(document, insertion), 'inserted');
      assert.equal(document.text, 'head\nvalue = 1x;\n');
      anchored.goOn([{ start: 14, end: 14 }], new Set(closed));
      assert.equal(anchored.loss, closed.length === 0 ? 'touched' : undefined);
    }
  });

  it('is dropped by an undo of a hole that has gone in, and by nothing typed there', async () => {
    const { document, anchored } = scene('a = ⟦⟧; b = ⟦12⟧;\n');
    assert.equal(
      await ended(document, insertTexts(document, anchored, ['x', undefined])),
      'inserted',
    );
    anchored.goOn([{ start: 5, end: 5 }, { start: 11, end: 13 }], new Set([0])); // prettier-ignore
    anchored.follow([{ span: { start: 5, end: 5 }, text: 'y' }]);
    anchored.follow([{ span: { start: 4, end: 5 }, text: '' }]);
    anchored.follow([{ span: { start: 4, end: 4 }, text: 'x' }], 'undone or redone');
    assert.deepEqual([anchored.loss, anchored.spans[1]], [undefined, { start: 12, end: 14 }]);
    anchored.follow([{ span: { start: 4, end: 5 }, text: '' }], 'undone or redone');
    assert.equal(anchored.loss, undefined, 'behind its place');
    anchored.follow([{ span: { start: 3, end: 4 }, text: '' }], 'undone or redone');
    assert.equal(anchored.loss, 'touched');
  });

  it('goes in at its place though something is typed as soon as it is in', async () => {
    const { document, anchored } = scene(marked);
    const insertion = insertTexts(document, anchored, ['1']);
    await nextTurn();
    document.arrive();
    document.edit({ start: 0, end: 0 }, 'xyz');
    assert.equal(await ended(document, insertion), 'inserted');
    assert.equal(document.text, 'xyzhead\nvalue = 1;\n');
  });

  it('forgets nothing that was typed while it was refused', async () => {
    const { document, anchored } = scene(marked);
    document.readOnly = true;
    assert.equal(await ended(document, insertTexts(document, anchored, ['1'])), 'unchangeable');
    document.readOnly = false;
    document.edit({ start: 0, end: 0 }, 'xyz');
    document.deliver();
    assert.equal(await ended(document, insertTexts(document, anchored, ['1'])), 'inserted');
    assert.equal(document.text, 'xyzhead\nvalue = 1;\n');
  });

  for (const [what, marked, start, end] of [
    ['at the cursor', 'head\nvalue = ⟦⟧;\n', 13, 13],
  ] as const)
    it(`goes in before what is typed ${what} right after it was accepted`, async () => {
      const { document, anchored } = scene(marked);
      const insertion = insertTexts(document, anchored, ['1']);
      document.edit({ start, end }, 'x');
      document.edit({ start: start + 1, end: start + 1 }, 'y');
      assert.equal(await ended(document, insertion), 'inserted');
      assert.equal(document.text, 'head\nvalue = 1xy;\n');
    });

  for (const [what, touch] of [
    ['typed into the selection', (document: FarDocument) => document.edit({ start: 12, end: 14 }, 'x')], // prettier-ignore
    ['trimmed before it', (document: FarDocument) => document.edit({ start: 12, end: 13 }, '')],
  ] as const)
    it(`is given up, with the reason, after something was ${what} meanwhile`, async () => {
      const { document, anchored } = scene(marked);
      const insertion = insertTexts(document, anchored, ['1']);
      touch(document);
      const { text } = document;
      assert.equal(await ended(document, insertion), 'touched');
      assert.equal(document.text, text);
    });

  it('knows its own writing where a cursor touches another hole', async () => {
    const { document, anchored } = scene('a = ⟦⟧⟦old⟧;');
    assert.equal(await ended(document, insertTexts(document, anchored, ['1', '2'])), 'inserted');
    assert.equal(document.text, 'a = 12;');
  });

  it('is given up after an undo brought back, meanwhile, what had stood at the cursor', async () => {
    const { document, anchored } = scene(marked);
    const insertion = insertTexts(document, anchored, ['1']);
    anchored.follow([{ span: { start: 13, end: 13 }, text: 'old' }], 'undone or redone');
    assert.equal(await ended(document, insertion), 'touched');
    assert.equal(document.writes, 0);
  });

  it('is given up after typing at a cursor that nothing goes into just now', async () => {
    const { document, anchored } = scene('a = ⟦1⟧; b = ⟦⟧;');
    const insertion = insertTexts(document, anchored, ['2', undefined]);
    document.edit({ start: 11, end: 11 }, 'x');
    assert.equal(await ended(document, insertion), 'touched');
    assert.equal(document.text, 'a = 1; b = x;');
  });

  it('is given up after the line ends were changed, since they move every place', async () => {
    const { document, anchored } = scene(marked);
    anchored.follow('line ends');
    assert.equal(await ended(document, insertTexts(document, anchored, ['1'])), 'line ends');
    assert.equal(document.writes, 0);
  });

  it('is refused, and does not ask for ever, where no editor takes it', async () => {
    const { document, anchored } = scene(marked);
    document.editors = false;
    assert.equal(await ended(document, insertTexts(document, anchored, ['1'])), 'unsettled');
    assert.equal(document.writes, 0);
  });

  it('asks nothing of the editor where nothing would change', async () => {
    const { document, anchored } = scene(marked);
    assert.equal(await insertTexts(document, anchored, ['']), 'inserted');
    assert.equal(document.writes, 0);
  });

  type Act =
    | { readonly kind: 'edit'; readonly at: number; readonly remove: number; readonly text: string }
    | { readonly kind: 'undo' | 'accept' | 'arrive' | 'deliver' | 'turn' | 'lock' | 'unlock' };

  const acts = fc.array(
    fc.oneof(
      fc.record<Act & { kind: 'edit' }>({
        kind: fc.constant('edit'),
        at: fc.nat(1000),
        remove: fc.constantFrom(0, 0, 1, 2, 5),
        text: fc.constantFrom('', 'x', 'yz', '\n', '    '),
      }),
      fc.constantFrom<Act>(
        { kind: 'undo' },
        { kind: 'accept' },
        { kind: 'arrive' },
        { kind: 'deliver' },
        { kind: 'deliver' },
        { kind: 'turn' },
        { kind: 'lock' },
        { kind: 'unlock' },
      ),
    ),
    { minLength: 1, maxLength: 30 },
  );
  const texts = fc.constantFrom(
    'head\nvalue = ⟦⟧;\n',
    '⟦⟧',
    'a = ⟦1⟧\nb = ⟦22⟧\nc = ⟦⟧\n',
    'def f(x):\n    ⟦⟧\n    return x\n',
    'x⟦y⟧⟦z⟧x',
  );

  it('leaves the users’ edits plus nothing, or plus the whole fill at its place', async function () {
    this.timeout(60_000);
    const seen: Partial<Record<Insertion, number>> = {};
    await fc.assert(
      fc.asyncProperty(texts, acts, async (text, played) => {
        const { document, anchored, spans } = scene(text);
        const fills = spans.map((_, index) => `«${index}»`);
        let insertion: Promise<Insertion> | undefined;
        let answer: Insertion | undefined;
        for (const act of [...played, { kind: 'unlock' } as const]) {
          if (act.kind === 'edit') {
            const start = act.at % (document.text.length + 1);
            const end = Math.min(document.text.length, start + act.remove);
            document.edit({ start, end }, act.text);
          } else if (act.kind === 'accept' && insertion === undefined) {
            insertion = insertTexts(document, anchored, fills);
            void insertion.then((value) => (answer = value));
          } else if (act.kind === 'undo') document.undo();
          else if (act.kind === 'arrive') document.arrive();
          else if (act.kind === 'deliver') document.deliver();
          else if (act.kind === 'turn') await nextTurn();
          else if (act.kind === 'lock') document.readOnly = true;
          else if (act.kind === 'unlock') document.readOnly = false;
          if (answer !== undefined && answer !== 'inserted') {
            insertion = undefined;
            answer = undefined;
          }
        }
        insertion ??= insertTexts(document, anchored, fills);
        let last = await ended(document, insertion);
        // It was asked while the document was locked, or something was undone, and is now asked again.
        for (let asked = 0; asked < 2 && (last === 'unchangeable' || last === 'undone'); asked++) last = await ended(document, insertTexts(document, anchored, fills)); // prettier-ignore
        assert.equal(document.wrong, undefined);
        seen[last] = (seen[last] ?? 0) + 1;
        if (last === 'inserted') {
          assert.equal(document.writes, 1);
        } else {
          assert.equal(document.writes, 0, `a write in spite of ${last}`);
          assert.equal(last, 'touched');
          assert.equal(document.holes, undefined, 'given up, though nothing touched a hole');
        }
      }),
      { numRuns: 3000 },
    );
    assert.ok((seen.inserted ?? 0) > 300 && (seen.touched ?? 0) > 300, JSON.stringify(seen));
  });
});
