import assert from 'node:assert/strict';
import { seededRng } from '../../../../src/base/rng';
import { Canvas } from '../../../../src/engine/diffusion/canvas';
import type { GivenCanvas } from '../../../../src/engine/diffusion/given';
import { parseGiven } from '../../../../src/engine/infill/parseGiven';
import { StartCanvas } from '../../../../src/engine/infill/startCanvas';
import { codecOf, oneHole, type Order } from '../../support/scripted';
import { spoken } from '../../support/spoken';

/** Three digits of base 3; the last ids have no token, and token 1 stands in no text. */
const vocabulary = 25;
const ordinary = new Uint8Array(vocabulary).fill(1);
ordinary[1] = 0;

function start(given: GivenCanvas, order: Order = 'nested'): ReturnType<typeof StartCanvas.create> {
  const codec = codecOf(vocabulary, [3, 3], order);
  return StartCanvas.create(given, { codec, ordinary, atLeast: [0], maxHole: 8 });
}

describe('The canvas that a fill starts from', () => {
  const refused: readonly (readonly [GivenCanvas, RegExp])[] = [
    [{ lengths: [] }, /0 lengths, and there are 1 holes/],
    [{ lengths: [1, 1] }, /2 lengths/],
    [{ lengths: [9] }, /hole 1 has 9 tokens, .* 0 … 8/],
    [{ lengths: [0] }, /no position at all/],
    [{ lengths: [2], fixed: [{ position: 2, digit: 0, value: 0 }] }, /no position 2: .* 0 … 1/],
    [{ lengths: [2], fixed: [{ position: 0, digit: 3, value: 0 }] }, /no digit 3/],
    [{ lengths: [2], revealed: [{ position: 0, digit: 0, value: 3 }] }, /no value 3/],
    [{ lengths: [2], forced: [{ position: 0, token: 25 }] }, /no token 25: they are 0 … 24/],
    [{ lengths: [2], forced: [{ position: 0, token: 2, digits: 8 }] }, /no set of digits 8/],
    [{ lengths: [2], banned: [{ position: 5, token: 0 }] }, /no position 5/],
    [
      { lengths: [2], forced: [{ position: 0, token: 1 }] },
      /no token of this model has the digits/,
    ],
    [
      { lengths: [1], forced: [2, 3].map((token) => ({ position: 0, token })) },
      /digit 1 of position 0 is given twice, as 0 and as 1/,
    ],
    [
      { lengths: [1], fixed: [{ position: 0, digit: 1, value: 1 }] },
      /position 0 has a digit without the coarser ones/,
    ],
    // 222 and 221 are codes of no token.
    [
      { lengths: [1], fixed: [2, 2, 2].map((value, digit) => ({ position: 0, digit, value })) },
      /no token/,
    ],
  ];
  for (const [given, sentence] of refused) {
    it(`is refused as ${JSON.stringify(given)}`, () => {
      const made = start(given);
      assert.ok(!made.ok);
      assert.match(spoken(made.failure), sentence);
    });
  }

  it('may have a fine digit alone where digits are independent', () => {
    const given = { lengths: [1], fixed: [{ position: 0, digit: 1, value: 1 }] };
    const made = start(given, 'independent');
    assert.ok(made.ok);
    assert.deepEqual([...made.value.digitsAt(0)], [3, 1, 3]);
  });

  it('keeps what is coarser than a digit that stays', () => {
    const made = start({
      lengths: [1],
      revealed: [{ position: 0, digit: 0, value: 2 }],
      fixed: [{ position: 0, digit: 1, value: 0 }],
    });
    assert.ok(made.ok);
    assert.deepEqual(made.value.cells.get(0), { fixed: 3, revealed: 0, token: 18 });
  });

  it('must have a token where a fragment is spelt again', () => {
    const codec = codecOf(vocabulary, [3, 3], 'nested');
    const terms = { codec, ordinary, atLeast: [0, 1], maxHole: 8 };
    const made = StartCanvas.create({ lengths: [2, 0] }, terms);
    assert.ok(
      !made.ok && /hole 2 has no token, and it must spell again/.test(spoken(made.failure)),
    );
  });

  it('is cut into holes that are numbered by themselves', () => {
    const codec = codecOf(vocabulary, [3, 3], 'nested');
    const made = StartCanvas.create(
      {
        lengths: [2, 3],
        forced: [
          { position: 1, token: 7 },
          { position: 4, token: 9 },
        ],
        banned: [{ position: 2, token: 5 }],
      },
      { codec, ordinary, atLeast: [0, 0], maxHole: 8 },
    );
    assert.ok(made.ok);
    const second = made.value.ofHole(1);
    assert.deepEqual(second.lengths, [3]);
    assert.deepEqual([...second.cells.keys()], [2]);
    assert.deepEqual([...second.banned], [[0, [5]]]);
  });

  for (const order of ['nested', 'independent'] as const) {
    it(`is laid on a canvas as it is given, or refused with a sentence, whatever is given, ${order}`, () => {
      const rng = seededRng(11);
      const upTo = (end: number): number => Math.floor(rng.uniform() * end);
      let laid = 0;
      for (let round = 0; round < 2000; round++) {
        const some = <Entry>(make: () => Entry): Entry[] => Array.from({ length: upTo(3) }, make);
        const digit = (): { position: number; digit: number; value: number } => {
          return { position: upTo(4), digit: upTo(4) % 3, value: upTo(3) };
        };
        const token = (): { position: number; token: number } => {
          return { position: upTo(4), token: upTo(26) };
        };
        const given = { lengths: [4], revealed: some(digit), fixed: some(digit), forced: some(token), banned: some(token) }; // prettier-ignore
        const made = start(given, order);
        if (!made.ok) {
          assert.match(spoken(made.failure), /\w/);
          continue;
        }
        laid++;
        const { codec } = new Canvas(codecOf(vocabulary, [3, 3], order), [oneHole(4)], 8);
        const canvas = new Canvas(codec, [oneHole(4), oneHole(4)], 8);
        made.value.layOn(canvas);
        for (const candidate of [0, 1]) {
          const seen = (at: number, j: number): number => canvas.digitsOf(candidate, at)[j]!;
          for (const one of [...given.revealed, ...given.fixed]) assert.equal(seen(one.position, one.digit), one.value); // prettier-ignore
          for (const one of given.forced) {
            for (let j = 0; j < 3; j++) {
              assert.equal(seen(one.position, j), codec.digitOf(one.token, j));
              assert.ok(!canvas.isRevealed(candidate, one.position, j), 'it stays');
            }
          }
          const count = [0, 1, 2, 3].flatMap((at) => [0, 1, 2].filter((j) => seen(at, j) !== 3));
          const asked = new Set(
            [...given.revealed, ...given.fixed, ...given.forced.flatMap(({ position }) => [0, 1, 2].map((j) => ({ position, digit: j })))].map((one) => `${one.position} ${one.digit}`), // prettier-ignore
          );
          assert.equal(count.length, asked.size, 'and nothing else is visible');
        }
      }
      assert.ok(laid > 200 && laid < 1900, `${laid} of 2000 could be laid`);
    });
  }
});

describe('What came through a door as a given canvas', () => {
  it('is read with lists left out', () => {
    const parsed = parseGiven({ lengths: [2], forced: [{ position: 1, token: 4, digits: 1 }] });
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.value.forced, [{ position: 1, token: 4, digits: 1 }]);
    assert.deepEqual(parsed.value.banned, []);
  });

  const hostile: readonly (readonly [unknown, RegExp])[] = [
    [null, /not a JSON object/],
    [[], /not a JSON object/],
    ['x', /not a JSON object/],
    [{}, /lengths is missing/],
    [{ lengths: 3 }, /lengths should be a list of whole numbers/],
    [{ lengths: [1.5] }, /lengths should be/],
    [{ lengths: ['1'] }, /lengths should be/],
    [{ lengths: [1], force: [] }, /it has “force”, and there are only lengths, revealed/],
    [{ lengths: [1], fixed: {} }, /fixed should be a list of objects/],
    [{ lengths: [1], fixed: [null] }, /fixed\[0\] should be an object/],
    [{ lengths: [1], fixed: [{ position: 0, digit: 0 }] }, /fixed\[0\]\.value is missing/],
    [
      { lengths: [1], banned: [{ position: -1, token: 0 }] },
      /banned\[0\]\.position should be a whole number/,
    ],
    [{ lengths: [1], forced: [{ position: 0, token: NaN }] }, /forced\[0\]\.token should be/],
    [
      { lengths: [1], forced: [{ position: 0, token: 1, digits: 0 }] },
      /forced\[0\]\.digits should be/,
    ],
    [
      { lengths: [1], banned: Array(70_000).fill({ position: 0, token: 0 }) },
      /banned has more than 65536 entries/,
    ],
  ];
  for (const [value, sentence] of hostile) {
    it(`is refused as ${JSON.stringify(value).slice(0, 60)}`, () => {
      const parsed = parseGiven(value);
      assert.ok(!parsed.ok);
      assert.match(spoken(parsed.failure), sentence);
    });
  }
});
