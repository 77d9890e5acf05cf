import assert from 'node:assert/strict';
import type { GivenCanvas } from '../../../../src/engine/diffusion/given';
import type { TraceHeader } from '../../../../src/engine/diffusion/trace';
import type { FillEvent, FillOutcome } from '../../../../src/engine/infill/request';
import { samplerNames, type FillSettings } from '../../../../src/settings/fillSettings';
import { allFrames } from '../../../../src/playback';
import { runFill, scriptedModel, tokenizer } from '../../support/scriptedModel';

const [a, b, x] = ['a', 'b', 'x'].map((text) => tokenizer.encode(text)[0]!) as [number, number, number]; // prettier-ignore
/** The model would write `abc;` into four tokens at the end of the text. */
const hole = { text: 'f(', spans: [{ start: 2, end: 2 }] };

interface Filled {
  readonly text: string | undefined;
  readonly header: TraceHeader;
  readonly events: readonly FillEvent[];
}

async function filled(
  given: GivenCanvas,
  settings: Partial<FillSettings> = {},
  marked = hole,
): Promise<Filled> {
  const { events, outcome } = await runFill(scriptedModel(['abc;']), {
    ...marked,
    given,
    settings,
  });
  assert.ok(outcome.kind === 'filled', JSON.stringify(outcome));
  const [start] = events;
  assert.ok(start?.kind === 'start');
  return { text: outcome.ranked[0]?.texts[0], header: start.header, events };
}

/** The tokens of the first candidate after the last step. */
function tokensOf({ header, events }: Filled): readonly (number | undefined)[] {
  const steps = events.flatMap((event) => (event.kind === 'step' ? [event.step] : []));
  const positions = allFrames(header, steps).at(-1)?.candidates[0]?.positions ?? [];
  assert.ok(positions.every(({ settled }) => settled));
  return positions.map(({ token }) => token);
}

async function refusal(
  given: unknown,
  settings: Partial<FillSettings> = {},
): Promise<Extract<FillOutcome, { kind: 'failed' }>['failure']> {
  const request = { ...hole, given: given as GivenCanvas, settings };
  const { outcome } = await runFill(scriptedModel(['abc;']), request);
  assert.ok(outcome.kind === 'failed');
  return outcome.failure;
}

describe('A fill that starts from a given canvas', () => {
  for (const sampler of samplerNames) {
    it(`keeps a forced token and leaves out a banned one, by ${sampler}`, async () => {
      const forced = await filled(
        { lengths: [4], forced: [{ position: 1, token: x }] },
        { sampler },
      );
      assert.equal(forced.text, 'axc;');
      const banned = await filled(
        { lengths: [4], banned: [{ position: 1, token: b }] },
        { sampler },
      );
      const tokens = tokensOf(banned);
      assert.equal(tokens.length, 4);
      assert.notEqual(tokens[1], b);
      assert.equal(tokens[0], a);
    });

    it(`goes on from the first digit of a token, by ${sampler}`, async () => {
      const given = { lengths: [4], forced: [{ position: 1, token: x, digits: 1 }] };
      const { text, events } = await filled(given, { sampler });
      assert.ok(text !== 'abc;' && text?.length === 4, text);
      const reveals = events.flatMap((event) => (event.kind === 'step' ? event.step.reveals : []));
      const second = reveals.filter(({ candidate, position }) => candidate + position * 2 === 2);
      assert.deepEqual(
        second.map(({ digit }) => digit),
        [1],
        'only the other digit comes out',
      );
    });
  }

  it('is the whole fill where nothing is masked any more', async () => {
    const tokens = tokenizer.encode('xxxx');
    const forced = [...tokens].map((token, position) => ({ position, token }));
    const { text, events } = await filled({ lengths: [tokens.length], forced });
    assert.equal(text, 'xxxx');
    assert.ok(
      events.every(({ kind }) => kind === 'start'),
      'no step is needed',
    );
  });

  it('has the lengths that are given, and each candidate starts alike', async () => {
    const { header } = await filled(
      { lengths: [3], forced: [{ position: 0, token: x }] },
      { temperature: 1, candidates: 4 },
    );
    assert.deepEqual(
      header.candidates.map(({ lengths }) => lengths[0]),
      [3, 3, 3, 3],
    );
    const [frame] = allFrames(header, []);
    assert.ok(frame?.candidates.every(({ positions }) => positions[0]?.settled && positions[0].text === 'x')); // prettier-ignore
  });

  it('tells what it was given in its trace', async () => {
    const { header } = await filled({
      lengths: [4],
      forced: [{ position: 1, token: x }],
      revealed: [{ position: 0, digit: 0, value: Math.floor(a / 17) }],
      banned: [{ position: 3, token: b }],
    });
    assert.deepEqual(header.given, {
      lengths: [4],
      revealed: [{ position: 0, digit: 0, value: Math.floor(a / 17) }],
      fixed: [
        { position: 1, digit: 0, value: Math.floor(x / 17) },
        { position: 1, digit: 1, value: x % 17 },
      ],
      banned: [{ position: 3, token: b, text: 'b' }],
      settled: [{ position: 1, token: x, text: 'x' }],
    });
  });

  it('is held to what it is asked for as well', async () => {
    const constraints = { balance: false, indentation: false, mostLines: 0, forbid: [], require: ['q'], match: '' }; // prettier-ignore
    const { text } = await filled({ lengths: [4], forced: [{ position: 1, token: x }] }, { constraints }); // prettier-ignore
    assert.equal(text?.[1], 'x');
    assert.ok(text.includes('q'), text);
    const demanded = { ...constraints, require: [], match: 'a+' };
    const failure = await refusal({ lengths: [4], forced: [{ position: 1, token: x }] }, { constraints: demanded }); // prettier-ignore
    assert.equal(failure.code, 'unsatisfiable');
  });

  it('keeps a forced text that clean-up would cut', async () => {
    const marked = { text: 'f(ab', spans: [{ start: 2, end: 2 }] };
    const forced = [...tokenizer.encode('ab')].map((token, position) => ({ position, token }));
    assert.equal((await filled({ lengths: [2], forced }, {}, marked)).text, 'ab');
  });

  it('spells what stands at its left again in its first token', async () => {
    const [ret = -1, ...others] = tokenizer.encode('ret');
    assert.deepEqual(others, []);
    const marked = { text: 'x.re', spans: [{ start: 4, end: 4 }] };
    const given = { lengths: [2], forced: [{ position: 0, token: ret }] };
    const { text, header } = await filled(given, {}, marked);
    assert.ok(text?.startsWith('t'), text);
    assert.equal(header.given?.settled[0]?.text, 't');
  });

  for (const corrector of ['remdm', 'p2'] as const) {
    it(`is never hidden where it is forced, by ${corrector}`, async () => {
      const { text, events } = await filled(
        { lengths: [4], forced: [{ position: 1, token: x }] },
        { corrector, sampler: 'ancestral', temperature: 1 },
      );
      assert.equal(text?.[1], 'x');
      const hidden = events.flatMap((event) => (event.kind === 'step' ? event.step.remasks : []));
      assert.ok(hidden.every(({ position }) => position !== 1));
    });
  }

  const refused: readonly (readonly [unknown, Partial<FillSettings>, RegExp])[] = [
    [{ lengths: [] }, {}, /0 lengths, and there are 1 holes/],
    [{ lengths: [40] }, {}, /hole 1 has 40 tokens/],
    [{ lengths: 'x' }, {}, /lengths should be a list of whole numbers/],
    [7, {}, /not a JSON object/],
    [{ lengths: [4], forced: [{ position: 0, token: 0 }] }, {}, /no token of this model/],
    [{ lengths: [4] }, { length: { kind: 'tokens', tokens: 5 } }, /has 4 tokens in hole 1, and 5 are asked for/], // prettier-ignore
  ];
  for (const [given, settings, sentence] of refused) {
    it(`is refused with a sentence as ${JSON.stringify(given)}`, async () => {
      const { code, message } = await refusal(given, settings);
      assert.equal(code, 'settings-invalid');
      assert.match(message, sentence);
    });
  }

  it('says where every token of a place is banned', async () => {
    const banned = Array.from({ length: 273 }, (_, token) => ({ position: 2, token }));
    const { code, message } = await refusal({ lengths: [4], banned });
    assert.equal(code, 'unsatisfiable');
    assert.match(message, /place 3 of hole 1/);
  });
});
