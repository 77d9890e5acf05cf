import assert from 'node:assert/strict';
import { parseCommand } from '../../../src/cli/arguments';
import { lineStarts, parsePlaceRange, spanOf } from '../../../src/cli/place';
import { defaultFillSettings } from '../../../src/settings/fillSettings';

describe('the command line', () => {
  const words = (line: string): string[] => line.split(' ').filter((word) => word !== '');

  const wrong: readonly (readonly [string, RegExp])[] = [
    ['', /A command is missing: fill, eval, serve, models or device/],
    ['frobnicate', /There is no command “frobnicate”/],
    ['models extra', /models takes no “extra”\. There are add, repair and remove/],
    ['models add', /Give models add one address or FOLDER/],
    ['models add a b', /Give models add one address or FOLDER/],
    ['models remove', /Give models remove the ID of one model/],
    ['models repair --json x', /models repair does not take --json/],
    ['models --at 1:1', /models does not take --at/],
    ['device --steps 3', /device does not take --steps/],
    ['fill --at 1:1', /Give one FILE/],
    ['fill a b --at 1:1', /Give one FILE/],
    ['fill a --at 1:1 --trace=', /^--trace needs the name of a file\.$/],
    ['fill a --at 1:1 --from=', /^--from needs the name of a file\.$/],
    ['fill a --at 1:1 --reference b --reference=', /^--reference needs the name of a file\.$/],
    ['eval --cases c --json=', /^--json needs the name of a file\.$/],
    ['eval --cases c --json o --samples=', /^--samples needs the name of a file\.$/],
    ['serve --token-file=', /^--token-file needs the name of a file\.$/],
    ['fill a', /Say where to fill with --at/],
    ['fill a --at 1:1 --holes', /Give --at or --holes, not both/],
    ['fill a --hole-marker x', /--hole-marker must have at least two characters/],
    [
      `fill a --hole-marker ${'x'.repeat(101)}`,
      /^--hole-marker must have at most 100 characters\.$/,
    ],
    [
      `fill a --at 1:1 --require b --require ${'x'.repeat(100_000)}`,
      /^--require takes a list of 8 texts at most, none of them empty or longer than 1000 characters\.$/,
    ],
    [`fill a --at 1:1${' --require b'.repeat(9)}`, /^--require takes a list of 8 texts at most/],
    [`fill a --at 1:1${' --forbid b'.repeat(65)}`, /^--forbid takes a list of 64 texts at most/],
    ['fill a --at 1:1 --most-lines some', /--most-lines must be a number/],
    ['fill a --at 1', /“1” is no place/],
    ['fill a --at 1:2=x', /“1:2=x” has no length behind =/],
    ['fill a --at 1:2=', /no length behind =/],
    ['fill a --at =8', /is no place/],
    ['fill a --at 1:2-', /“1:2-” is no place/],
    [
      'fill a --at 1:1 --length some',
      /--length must be auto or a number of tokens, or of lines as in 3l/,
    ],
    ['fill a --at 1:1 --steps many', /--steps must be a number, not “many”/],
    [
      'fill a --at 1:1 --sampler best',
      /no sampler “best”\. There are auto, entropy, ancestral, .* stability, draft-and-verify and left-to-right/,
    ],
    [
      'fill a --at 1:1 --schedule best',
      /no schedule “best”\. There are linear, cosine and polynomial/,
    ],
    ['fill a --at 1:1 --corrector best', /no corrector “best”\. There are none, remdm and p2/],
    ['fill a --at 1:1 --top-p half', /--top-p must be a number, not “half”/],
    ['fill a --at 1:1 --threads 1.5', /--threads must be a whole number/],
    ['fill - --at 1:1 --write', /--write needs a FILE/],
    ['fill a --at 1:1 --from-step 1', /give it with --from/],
    ['fill a --at 1:1 --from t --from-step x', /--from-step must be a whole number/],
    ['fill a --at 1:1 --from t --from-candidate 0', /--from-candidate must be .* at least 1/],
    ['fill - --at 1:1 --from -', /cannot be both/],
    ['fill a --at 1:1 --frob', /Unknown option '--frob'/],
    ['fill a --at', /--at/],
    ['fill a --at 1:1 --temperature -1', /^--temperature is followed by .* write --temperature=…$/],
    ['eval --cases c --json o --seed -1', /^--seed is followed by .* write --seed=…$/],
    ['fill a --at 1:1 --trace -', /--trace needs a file/],
    ['serve extra', /extra/],
    ['serve --port x', /--port must be a whole number from 0 to 65535, not “x”/],
    ['serve --port 65536', /--port must be a whole number/],
    ['serve --token x', /Unknown option '--token'/],
    ['serve --certificate c', /--certificate and --key belong together/],
    ['serve --key k', /--certificate and --key belong together/],
    ['serve --body-megabytes 0', /--body-megabytes must be a whole number from 1 to 256/],
    ['serve --contexts 0', /--contexts must be a whole number from 1 to 64/],
    ['serve --threads x', /--threads must be a number/],
    ['serve --steps 3', /--steps/],
    ['eval', /which holes to fill with --cases/],
    ['eval --cases c', /where the results go with --json/],
    ['eval --cases c --json o extra', /extra/],
    ['eval --cases c --json o --write', /--write/],
    [
      'eval --cases c --json o --length some',
      /--length must be auto or a number of tokens, or of lines as in 3l/,
    ],
    ['eval --cases c --json o --sampler entropy,best', /no sampler “best”/],
    ['eval --cases c --json o --limit 0', /--limit must be a whole number of at least 1/],
    ['eval --cases c --json o --sample-count x', /--sample-count must be a whole number/],
  ];
  for (const [line, expected] of wrong) {
    it(`refuses “${line}” with a sentence`, () => {
      const command = parseCommand(words(line));
      assert.match(command.ok ? '' : command.failure, expected);
    });
  }

  it('asks for the defaults where nothing is said', () => {
    assert.deepEqual(parseCommand(words('fill a.ts --at 3:4')), {
      ok: true,
      value: {
        kind: 'fill',
        file: 'a.ts',
        places: {
          kind: 'ranges',
          ranges: [{ start: { line: 3, column: 4 }, end: { line: 3, column: 4 } }],
        },
        settings: defaultFillSettings,
        model: 'auto',
        device: 'auto',
        threads: 0,
        write: false,
        json: false,
        showSteps: false,
        trace: undefined,
        language: undefined,
        stdinName: undefined,
        references: [],
        from: undefined,
      },
    });
  });

  it('takes where a fill starts: steps count from 0, candidates from 1', () => {
    const command = parseCommand(
      words('fill a --at 1:1 --from t --from-step 0 --from-candidate 2'),
    );
    assert.ok(command.ok && command.value.kind === 'fill');
    assert.deepEqual(command.value.from, { path: 't', step: 0, candidate: 1 });
  });

  it('fills the holes of a text by their marker', () => {
    const marker = (line: string): unknown => {
      const command = parseCommand(words(line));
      assert.ok(command.ok && command.value.kind === 'fill');
      return command.value.places;
    };
    assert.deepEqual(marker('fill a --holes'), { kind: 'holes', marker: '<?>' });
    assert.deepEqual(marker('fill a --hole-marker ___'), { kind: 'holes', marker: '___' });
  });

  it('takes what the fill is to be held to', () => {
    const command = parseCommand(
      words(
        'fill a --at 1:1 --balance --most-lines 2 --forbid x --forbid y --require z --match .*',
      ),
    );
    assert.ok(command.ok && command.value.kind === 'fill');
    assert.deepEqual(command.value.settings.constraints, {
      balance: true,
      indentation: false,
      mostLines: 2,
      forbid: ['x', 'y'],
      require: ['z'],
      match: '.*',
    });
  });

  it('takes every option', () => {
    const line =
      'fill a --at 1:1 --at 2:1-2:5 --length 8 --length-search 1 --candidates 2 --steps 9 --sampler ancestral ' +
      '--schedule cosine --block-size 4 --corrector p2 --no-keep-settled --entropy-bound 0.2 --confidence 0.8 ' +
      '--top-p 0.9 --top-k 40 --min-p 0.05 --repetition 0.5 --context 512 --ngram-cache 0.2 --reference b --reference c --temperature 0.5 --seed 7 --write --trace t --language python --show-steps --json --model m --device cpu --threads 2';
    const command = parseCommand(words(line));
    assert.ok(command.ok && command.value.kind === 'fill');
    const { places, settings, ...rest } = command.value;
    assert.ok(places.kind === 'ranges');
    assert.equal(places.ranges.length, 2);
    assert.deepEqual(settings, {
      sampler: 'ancestral',
      steps: 9,
      schedule: 'cosine',
      blockSize: 4,
      corrector: 'p2',
      keepSettled: false,
      entropyBound: 0.2,
      confidence: 0.8,
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      minP: 0.05,
      repetition: 0.5,
      context: 512,
      ngramCache: 0.2,
      lengthSearch: 1,
      constraints: defaultFillSettings.constraints,
      candidates: 2,
      seed: 7,
      length: { kind: 'tokens', tokens: 8 },
    });
    assert.deepEqual(rest, {
      kind: 'fill',
      file: 'a',
      write: true,
      json: true,
      showSteps: true,
      trace: 't',
      language: 'python',
      stdinName: undefined,
      references: ['b', 'c'],
      from: undefined,
      model: 'm',
      device: 'cpu',
      threads: 2,
    });
  });

  for (const line of ['--help', 'fill --help', '-h']) {
    it(`shows help for “${line}”`, () => {
      assert.deepEqual(parseCommand(words(line)), { ok: true, value: { kind: 'help' } });
    });
  }
});

describe('a place', () => {
  const text = 'ab\r\n😀c\n\td\n';
  const rows: readonly (readonly [string, readonly [number, number] | RegExp])[] = [
    ['1:1', [0, 0]],
    ['1:3', [2, 2]], // the end of the line, before its CRLF
    [
      '1:4',
      /There is no column 4 in line 1: its columns go from 1 to 3\. Give a place inside it\./,
    ],
    ['1:0', /There is no column 0 in line 1/],
    ['2:1-2:4', [4, 7]], // the emoji is two UTF-16 units
    ['1:2-3:2', [1, 9]],
    ['3:2-3:3', [9, 10]], // a tab is one column
    ['4:1', [11, 11]], // the empty line at the end
    ['5:1', /There is no line 5: the text has 4\. Give a place inside it\./],
    ['2:3-2:1', /2:1 lies before 2:3\. Give the earlier place first\./],
  ];
  for (const [word, expected] of rows) {
    it(`${word} is ${expected instanceof RegExp ? 'refused with a sentence' : expected.join('–')}`, () => {
      const span = spanOf(text, parsePlaceRange(word)!);
      if (expected instanceof RegExp) assert.match(span.ok ? '' : span.failure, expected);
      else assert.deepEqual(span, { ok: true, value: { start: expected[0], end: expected[1] } });
    });
  }

  it('is 1:1 in an empty text, which has one line', () => {
    assert.deepEqual(lineStarts(''), [0]);
    assert.ok(spanOf('', parsePlaceRange('1:1')!).ok);
  });
});
