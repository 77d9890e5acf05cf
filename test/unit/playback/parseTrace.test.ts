import assert from 'node:assert/strict';
import { allFrames, parseTrace } from '../../../src/playback';
import type { Trace } from '../../../src/protocol/engineTypes';
import { drafted, makeStep, makeTrace, view } from '../support/traces';
import { spoken } from '../support/spoken';

/** The trace with one field replaced, named by a path of keys. */
function withField(path: readonly (string | number)[], value: unknown): string {
  const trace: unknown = JSON.parse(JSON.stringify(makeTrace()));
  let holder: unknown = trace;
  for (const key of path.slice(0, -1)) {
    holder = Reflect.get(Object(holder), key);
  }
  assert.ok(typeof holder === 'object' && holder !== null);
  Reflect.set(holder, path.at(-1) ?? '', value);
  return JSON.stringify(trace);
}

function givenTrace(): Trace {
  const given = {
    lengths: [2],
    revealed: [{ position: 1, digit: 0, value: 2 }],
    fixed: [0, 1].map((digit) => ({ position: 0, digit, value: 1 })),
    banned: [{ position: 1, token: 4, text: 'y' }],
    settled: [{ position: 0, token: 5, text: 'x' }],
  };
  return { ...makeTrace(), version: 2, header: { ...makeTrace().header, given } };
}

function refuses(title: string, json: string, sentence: RegExp): void {
  it(`is refused when ${title}`, () => {
    const parsed = parseTrace(json);
    if (parsed.kind !== 'failed') assert.fail('the trace was read');
    assert.match(spoken(parsed.said), sentence);
  });
}

describe('A saved trace', () => {
  it('is read as it was written', () => {
    const trace = makeTrace();
    assert.deepEqual(parseTrace(JSON.stringify(trace)), { kind: 'trace', trace });
  });

  it('is read with what was drafted, and with what there was before the constraints', () => {
    const unfiltered = {
      candidateCount: 12,
      top: [{ token: 8, text: ')', probability: 0.7 }],
    };
    const step = makeStep({
      views: [{ ...view(0, 1, { 5: 0.6 }), unfiltered }, view(1, 0, { 6: 1 })],
      drafts: [drafted(0, 'verified'), drafted(1, 'rejected')],
      resizes: [{ candidate: 0, position: 2, change: 'deleted' }],
    });
    const trace = makeTrace({ steps: [step, makeStep({ index: 1 })] });
    assert.deepEqual(parseTrace(JSON.stringify(trace)), { kind: 'trace', trace });
    const frames = allFrames(trace.header, trace.steps);
    const of = (frame: number): unknown =>
      frames[frame]?.candidates[0]?.positions.map((position) => [
        position.drafted?.verdict,
        position.unfiltered?.candidateCount,
      ]);
    assert.deepEqual(of(1), [['verified', 12], ['rejected', undefined]]); // prettier-ignore
    assert.deepEqual(of(2), [[undefined, 12], [undefined, undefined]]); // prettier-ignore
  });

  it('is read with the mark before it that some editors write', () => {
    const trace = makeTrace();
    assert.deepEqual(parseTrace(`\ufeff${JSON.stringify(trace)}`), { kind: 'trace', trace });
  });

  it('of a cancelled fill is read too', () => {
    const { statistics } = makeTrace().outcome;
    const trace = makeTrace({ outcome: { kind: 'cancelled', statistics } });
    assert.deepEqual(parseTrace(JSON.stringify(trace)), { kind: 'trace', trace });
  });

  it('of a fill that was given something is read with it, and is of version 2', () => {
    const trace = givenTrace();
    assert.deepEqual(parseTrace(JSON.stringify(trace)), { kind: 'trace', trace });
    const [frame] = allFrames(trace.header, []);
    const [settled, partial] = frame?.candidates[0]?.positions ?? [];
    assert.ok(settled?.settled === true && settled.text === 'x' && partial?.level === 1);
    assert.deepEqual(partial.revealedAt, [0, undefined]);
  });

  it('loses fields that it does not know', () => {
    const parsed = parseTrace(withField(['header', 'secret'], 'x'));
    assert.deepEqual(parsed, { kind: 'trace', trace: makeTrace() });
  });

  for (const [key, value, sentence] of [
    ['lengths', [1, 1], /given\.lengths/],
    ['lengths', [1e9], /given\.lengths\[0\]/],
    ['revealed', [{ position: 2, digit: 0, value: 0 }], /given\.revealed\[0\]\.position/],
    ['fixed', [{ position: 0, digit: 2, value: 0 }], /given\.fixed\[0\]\.digit/],
    ['banned', [{ position: 0, token: -1, text: '' }], /given\.banned\[0\]\.token/],
    ['settled', [{ position: 0, token: 1 }], /given\.settled\[0\]\.text/],
  ] as const) {
    const { header } = givenTrace();
    const json = withField(['header', 'given'], { ...header.given, [key]: value });
    refuses(`what it was given has ${key} ${JSON.stringify(value)}`, json, sentence);
  }

  refuses('it is not JSON', '{', /not JSON.*Save Trace/);
  refuses('it is empty', '', /not JSON/);
  refuses('it is a list', '[]', /other JSON/);
  refuses('it is something else', '{"kind":"x"}', /other JSON/);
  refuses('it is newer', withField(['version'], 4), /version 4.*Update the extension/);
  refuses('its version is no number', withField(['version'], '1'), /“version” should be/);
  refuses(
    'a token went from behind the end of the canvas',
    withField(['steps', 0, 'resizes'], [{ candidate: 0, position: 9, change: 'deleted' }]),
    /resizes\[0\]\.position/,
  );
  refuses(
    'what became of a token is no such thing',
    withField(['steps', 0, 'resizes'], [{ candidate: 0, position: 0, change: '<b>' }]),
    /resizes\[0\]\.change/,
  );
  refuses(
    'a draft lies beside the canvas',
    withField(['steps', 0, 'drafts'], [drafted(9, 'verified')]),
    /drafts\[0\]\.position/,
  );
  refuses(
    'what came of a draft is no such thing',
    withField(['steps', 0, 'drafts'], [{ ...drafted(0, 'verified'), verdict: '<b>' }]),
    /drafts\[0\]\.verdict/,
  );
  refuses(
    'what there was before the constraints is none',
    withField(['steps', 0, 'views', 0, 'unfiltered'], { candidateCount: 3, top: 'x' }),
    /unfiltered\.top/,
  );
  refuses('it has no header', withField(['header'], null), /“header” should be an object/);
  refuses('it has no steps', withField(['steps'], undefined), /“steps” should be a list/);
  refuses(
    'a length is negative',
    withField(['header', 'candidates', 0, 'lengths', 0], -1),
    /lengths\[0\]/,
  );
  refuses(
    'a length is enormous',
    withField(['header', 'candidates', 0, 'lengths', 0], 1e9),
    /lengths\[0\]/,
  );
  refuses(
    'a length is missing',
    withField(['header', 'candidates', 0, 'lengths'], []),
    /list of 1/,
  );
  refuses(
    'a sampler is unknown',
    withField(['header', 'settings', 'sampler'], 'x'),
    /entropy, ancestral/,
  );
  refuses(
    'a position is outside',
    withField(['steps', 0, 'reveals', 0, 'position'], 2),
    /steps\[0\]\.reveals\[0\]\.position/,
  );
  refuses(
    'a candidate is outside',
    withField(['steps', 0, 'reveals', 0, 'candidate'], 1),
    /reveals\[0\]\.candidate/,
  );
  refuses(
    'a digit is outside',
    withField(['steps', 0, 'reveals', 0, 'digit'], 2),
    /reveals\[0\]\.digit/,
  );
  refuses(
    'a value is outside',
    withField(['steps', 0, 'reveals', 0, 'value'], 4),
    /reveals\[0\]\.value/,
  );
  refuses(
    'visible digits are too many',
    withField(['steps', 0, 'views', 0, 'visible'], 4),
    /visible/,
  );
  refuses(
    'a probability is a text',
    withField(['steps', 0, 'views', 0, 'top', 0, 'probability'], '1'),
    /probability/,
  );
  refuses(
    'a span ends before it starts',
    withField(['header', 'spans', 0, 'end'], -1),
    /spans\[0\]\.end/,
  );
  refuses('a fill lacks a text', withField(['outcome', 'ranked', 0, 'texts'], []), /texts/);
  refuses('a time is missing', withField(['steps', 0, 'time'], undefined), /time/);
  refuses('statistics are missing', withField(['outcome', 'statistics'], 3), /outcome\.statistics/);
});
