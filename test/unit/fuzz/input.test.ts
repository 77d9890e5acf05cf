import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseCommand } from '../../../src/cli/arguments';
import { spanOf } from '../../../src/cli/place';
import { defaultFillSettings } from '../../../src/settings/fillSettings';
import { regex } from '../../../src/text/regex/regex';
import { settingsProblem } from '../../../src/engine/infill/checkSettings';
import { planFill } from '../../../src/engine/infill/plan';
import { Codec } from '../../../src/engine/tokens/codec';
import { parseManifest } from '../../../src/engine/model/manifest';
import { readFillEvent } from '../../../src/host/engineReply';
import { parseMessage } from '../../../src/host/visualiser/parseMessage';
import { parseStepPlace } from '../../../src/host/visualiser/stepPlace';
import { defaultSettings, parseSettings } from '../../../src/host/settings';
import { userKeys } from '../../../src/host/shortcuts/shortcutTable';
import { allFrames, parseTrace } from '../../../src/playback';
import { readFill } from '../../../src/server/readFill';
import { findHoles } from '../../../src/text/holeMarkers';
import { anyJson, anyText, assertSentence, damaged, fuzz } from '../support/fuzz';
import { goodManifest } from '../support/manifests';
import { scriptedManifest, tokenizer } from '../support/scriptedModel';
import { change, makeHeader, makeStep, makeTrace, view } from '../support/traces';
import { spoken } from '../support/spoken';

const utf8 = new TextEncoder();

/** The kinds of the values of settings, by name. */
function settingsTypes(settings: object): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${typeof value}`)
    .sort()
    .join();
}

describe('Input from anywhere', () => {
  fuzz('is spelt again by the tokenizer as it was, whatever the text', anyText, (text) => {
    const bytes = tokenizer.bytes(tokenizer.encode(text));
    // A half of a surrogate pair has no bytes of its own: it becomes U+FFFD, as everywhere.
    assert.deepEqual(Buffer.from(bytes), Buffer.from(utf8.encode(text)));
  });

  const manifest = scriptedManifest();
  const offsets = fc.array(fc.tuple(fc.integer({ min: -2, max: 60 }), fc.integer({ min: -2, max: 60 })), { maxLength: 5 }); // prettier-ignore
  fuzz(
    'is planned, or refused in a sentence, wherever the spans are',
    fc.record({ text: anyText, fileName: anyText, offsets }),
    ({ text, fileName, offsets: pairs }) => {
      const spans = pairs.map(([start, end]) => ({ start, end }));
      const planned = planFill({ text, fileName, spans }, manifest, tokenizer);
      if (!planned.ok) {
        assertSentence(planned.failure.message);
        return;
      }
      const { limits } = manifest;
      assert.ok(planned.value.tokens.length <= limits.context);
      assert.equal(planned.value.tokens.length, planned.value.positions.length);
      for (const { start, end } of planned.value.spans)
        assert.ok(0 <= start && start <= end && end <= text.length);
    },
    5000,
  );

  fuzz('is a manifest, or refused in a sentence', damaged(goodManifest()), (value) => {
    const parsed = parseManifest(JSON.stringify(value), 'manifest.json');
    if (!parsed.ok) assertSentence(parsed.failure.message);
  });

  const asked = {
    text_input: 'a = <?>;',
    parameters: {
      fileName: 'a.ts',
      spans: [{ start: 4, end: 7 }],
      lengths: [{ kind: 'tokens', tokens: 4 }],
      given: { lengths: [4], banned: [{ position: 0, token: 1 }] },
      references: ['b'],
      settings: defaultFillSettings,
    },
  };
  fuzz('is a fill asked of a server, or refused in a sentence', damaged(asked), (value) => {
    for (const kind of ['generate', 'infer'] as const) {
      const read = readFill(kind, value);
      if (!read.ok) assertSentence(read.failure.message);
      else assert.equal(settingsTypes(read.value.request.settings), settingsTypes(defaultFillSettings)); // prettier-ignore
    }
  });

  fuzz(
    'is digits from which each token comes back, or no model in a sentence',
    fc.record({
      length: fc.integer({ min: -1, max: 5 }),
      base: fc.integer({ min: -1, max: 40 }),
      vocabulary: fc.integer({ min: 0, max: 300 }),
      order: fc.constantFrom('nested' as const, 'independent' as const),
      codes: fc.option(fc.array(fc.nat(400), { maxLength: 300 }), { nil: undefined }),
    }),
    ({ length, base, vocabulary, order, codes }) => {
      const codebook = codes === undefined ? undefined : Uint32Array.from(codes);
      const kind = codebook === undefined ? ('identity' as const) : ('semantic' as const);
      const made = Codec.create({ length, base, codebook: kind, order }, vocabulary, codebook);
      if (!made.ok) {
        assertSentence(made.failure.message);
        return;
      }
      const codec = made.value;
      const seen = new Set<number>();
      for (let id = 0; id < vocabulary; id++) {
        const digits = Array.from({ length }, (_, j) => codec.digitOf(id, j));
        assert.ok(digits.every((digit) => 0 <= digit && digit < base));
        const code = digits.reduce((sum, digit) => sum * base + digit, 0);
        assert.equal(code, codec.codeOf(id));
        seen.add(code);
      }
      assert.equal(seen.size, vocabulary);
    },
  );

  const header = makeHeader([[2], [3]]);
  const steps = [
    makeStep({ reveals: [change(0, 0)], views: [view(0, 1, { 7: 0.5, 8: 0.1 })] }),
    makeStep({ index: 1, reveals: [change(0, 1)], remasks: [change(0, 0)] }),
  ];
  const trace = { ...makeTrace({ header, steps }) };
  fuzz(
    'is a trace whose every frame can be drawn, or refused in a sentence',
    damaged(trace),
    (value) => {
      const parsed = parseTrace(JSON.stringify(value));
      if (parsed.kind === 'failed') {
        assertSentence(spoken(parsed.said));
        return;
      }
      assert.ok(allFrames(parsed.trace.header, parsed.trace.steps).length > 0);
    },
  );

  const told = [
    { fill: 1, event: { kind: 'start', header } },
    ...steps.map((step) => ({ fill: 1, event: { kind: 'step', step } })),
  ];
  fuzz('is an event of a fill, or is not believed', damaged(told), (values) => {
    for (const value of Array.isArray(values) ? values : [values]) {
      const event = readFillEvent(value)?.event;
      if (event?.kind === 'step') assert.ok(Array.isArray(event.step.views));
      if (event?.kind === 'start') assert.equal(typeof event.header.device, 'string');
    }
  });

  fuzz(
    'is text in a trace as it stands there, scripts too',
    anyText,
    (text) => {
      const scripts = `${text}</script><img src=x onerror=alert(1)>${text}`;
      const views = [view(0, 3, { 7: 1 }, { 7: scripts })];
      const parsed = parseTrace(JSON.stringify({ ...trace, steps: [makeStep({ views })] }));
      assert.ok(parsed.kind === 'trace');
      assert.equal(
        parsed.trace.steps[0]?.views[0]?.top[0]?.text,
        JSON.parse(JSON.stringify(scripts)),
      );
    },
    2000,
  );

  fuzz(
    'is no trace where its text ends early',
    fc.nat(JSON.stringify(trace).length - 1),
    (length) => {
      const parsed = parseTrace(JSON.stringify(trace).slice(0, length));
      assert.ok(parsed.kind === 'failed');
      assertSentence(spoken(parsed.said));
    },
    2000,
  );

  const names = [...Object.keys(defaultSettings), ...Object.keys(defaultSettings.fill), ...Object.keys(defaultSettings.fill.constraints)]; // prettier-ignore
  fuzz(
    'is a setting of use, or its default with a sentence',
    fc.dictionary(fc.constantFrom(...names), anyJson, { noNullPrototype: true }),
    (values) => {
      const { settings, problems } = parseSettings((name) =>
        Object.hasOwn(values, name) ? values[name] : undefined,
      );
      problems.map(spoken).forEach(assertSentence);
      assert.equal(typeof settings.model, 'string');
      const request = { text: '', fileName: '', spans: [{ start: 0, end: 0 }] };
      const problem = settingsProblem({ ...request, settings: settings.fill }, 1024);
      if (problem !== undefined) assertSentence(spoken(problem));
    },
  );

  const words = fc.oneof(
    fc.constantFrom(
      ...'fill eval models device - --at 1:1 2:3-1:1 --holes --json --threads 1e6 --steps x --length 3l --help -h --write'.split(
        ' ',
      ),
      ...'--trace --cases --samples --sampler entropy --match ( --hole-marker --language -- = --at=1:1 --no-write'.split(
        ' ',
      ),
    ),
    anyText,
  );
  fuzz('is a command line, or refused in a sentence', fc.array(words, { maxLength: 8 }), (line) => {
    const parsed = parseCommand(line);
    if (!parsed.ok) assert.ok(parsed.failure.length > 10);
  });

  fuzz(
    'is a place of the text, or refused in a sentence',
    fc.record({ text: anyText, line: fc.integer({ min: -1, max: 9 }), column: fc.integer({ min: -1, max: 30 }) }), // prettier-ignore
    ({ text, line, column }) => {
      const place = { line, column };
      const span = spanOf(text, { start: place, end: place });
      if (!span.ok) {
        assertSentence(span.failure);
        return;
      }
      assert.ok(span.value.start >= 0 && span.value.end <= text.length);
    },
  );

  fuzz(
    'has its holes within it and apart, whatever the marker',
    fc.record({ text: anyText, marker: anyText.filter(({ length }) => length >= 1), repeat: fc.boolean() }), // prettier-ignore
    ({ text, marker, repeat }) => {
      const whole = repeat ? `${text}12${marker}${text}` : text;
      let at = 0;
      for (const { span } of findHoles(whole, marker, { wildcards: true }).holes) {
        assert.ok(span.start >= at && span.end > span.start && span.end <= whole.length);
        at = span.end;
      }
    },
  );

  fuzz(
    'is a regular expression, or refused in a sentence',
    fc.string({ unit: fc.constantFrom(...Array.from('ab()[]{}*+?|\\.^$-1,9d')), maxLength: 12 }),
    (source) => {
      const made = regex(source);
      if (!made.ok) assertSentence(spoken(made.failure));
    },
    5000,
  );

  fuzz('is a message of the panel and the argument of a command, or nothing', anyJson, (value) => {
    parseMessage(value);
    const place = parseStepPlace(value);
    if (place !== undefined) assert.ok(Number.isInteger(place.step) && place.step >= 0);
  });

  fuzz('is a file of keys, as far as it can be understood', anyJson, (value) => {
    const list = JSON.stringify([{ key: 'alt+a', command: 'primeInfill.accept' }, value]);
    for (const keys of Object.values(userKeys(list))) assert.ok(Array.isArray(keys));
    userKeys(JSON.stringify(value).slice(1));
  });
});

describe('What is hostile', () => {
  it('in a trace asks for no more memory than a fill has use for', () => {
    const candidates = Array.from({ length: 100_000 }, () => ({ lengths: [4096], lengthProbability: 1 })); // prettier-ignore
    const asked = { ...makeTrace({ header: makeHeader([[2]]), steps: [] }) };
    const huge = { ...asked, header: { ...asked.header, candidates } };
    const parsed = parseTrace(JSON.stringify(huge));
    assert.ok(parsed.kind === 'failed');
    assert.match(spoken(parsed.said), /more steps and positions than any fill/);
  });

  for (const [path, told] of [
    ['limits.context', /its context of 1000000000000 is more than 131072/],
    ['graph.layers', /its layers of 1000000000000 is more than 512/],
    ['tokenizer.vocabulary', /cannot be used/],
  ] as const)
    it(`in a manifest is a number that would fill the memory: ${path}`, () => {
      const manifest = goodManifest();
      const [first, second] = path.split('.') as [string, string];
      (manifest[first] as Record<string, unknown>)[second] = 1e12;
      const parsed = parseManifest(JSON.stringify(manifest), 'manifest.json');
      assert.ok(!parsed.ok);
      assert.match(parsed.failure.message, told);
    });

  for (const name of ['../denoiser.onnx', '/etc/passwd', 'a/b.onnx', '..', 'C:\\a.onnx', '.hidden'])
    it(`in a manifest is a file outside of its folder: ${name}`, () => {
      const manifest = goodManifest();
      const files = manifest['files'] as Record<string, unknown>;
      files[name] = files['denoiser.onnx'];
      const parsed = parseManifest(JSON.stringify(manifest), 'manifest.json');
      assert.ok(!parsed.ok);
      assert.match(parsed.failure.message, /not a plain file name/);
    });
});
