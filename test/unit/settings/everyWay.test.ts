import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseSettings as parseOptions } from '../../../src/cli/options';
import { parseCommand } from '../../../src/cli/arguments';
import { settingsProblem } from '../../../src/engine/infill/checkSettings';
import { parseSettings } from '../../../src/host/settings';
import { FieldReader } from '../../../src/playback/fieldReader';
import { parseFillSettings } from '../../../src/playback/parseFillSettings';
import { constraintFields } from '../../../src/settings/constraintFields';
import type { Field } from '../../../src/settings/field';
import { fillFields } from '../../../src/settings/fillFields';
import { defaultFillSettings, type FillSettings } from '../../../src/settings/fillSettings';
import { optionFields, optionHelp, optionTypes, optionWords } from '../../../src/settings/option';
import { lengthText } from '../../../src/settings/parseField';
import { spoken } from '../support/spoken';

function valuesOf(field: Field): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'name':
      return fc.constantFrom(...Object.keys(field.names));
    case 'number': {
      const { least: min, most: max } = field;
      const inside = field.isWhole
        ? fc.integer({ min, max })
        : fc.double({ min, max, noNaN: true }).map((value) => (value === 0 ? 0 : value));
      return field.orZero ? fc.oneof(fc.constant(0), inside) : inside;
    }
    case 'yes-or-no':
      return fc.boolean();
    case 'text':
      return fc.string({ minLength: field.least });
    case 'texts':
      return fc.array(fc.string({ minLength: 1 }), { maxLength: 3 });
    case 'length':
      return fc.oneof(
        fc.constant({ kind: 'auto' }),
        fc.integer({ min: 1, max: 64 }).map((tokens) => ({ kind: 'tokens', tokens })),
        fc.integer({ min: 1, max: 64 }).map((lines) => ({ kind: 'lines', lines })),
      );
  }
}

function tableOf(fields: Readonly<Record<string, Field>>): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valuesOf(field)])),
  );
}

/** Any settings that are allowed. */
const anySettings = fc
  .tuple(tableOf(fillFields), tableOf(constraintFields))
  .map(([fill, constraints]) => ({ ...fill, constraints: { ...constraints } }) as FillSettings);

describe('A setting that is allowed', () => {
  it('is the same by the settings page, the command line and a trace, and the engine takes it', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        const flat: Readonly<Record<string, unknown>> = { ...settings, ...settings.constraints };
        const page = parseSettings((name) =>
          name === 'length' ? lengthText(settings.length) : flat[name],
        );
        assert.deepEqual(page.problems, []);
        assert.deepEqual(page.settings.fill, settings);

        const words = Object.keys(optionFields).flatMap((name) => optionWords(name, flat[name]));
        const command = parseCommand(['fill', 'a.ts', '--at', '1:1', ...words]);
        assert.ok(command.ok && command.value.kind === 'fill', JSON.stringify(command));
        assert.deepEqual(command.value.settings, settings);

        const reader = new FieldReader();
        const traced = parseFillSettings(reader, JSON.parse(JSON.stringify(settings)));
        assert.equal(reader.problem, undefined);
        assert.deepEqual(traced, settings);

        const request = { text: '', fileName: 'a.ts', spans: [{ start: 0, end: 0 }], settings };
        assert.equal(settingsProblem(request, 64), undefined);
      }),
    );
  });
});

describe('A value that is not allowed', () => {
  const wrong: readonly unknown[] = [-1, 1e9, Number.NaN, 'frobnicate', ['', 3], {}, 0.0001];
  for (const [name, field] of Object.entries(optionFields))
    it(`is refused for ${name} by the settings page, the engine and a trace alike`, () => {
      for (const value of wrong) {
        const { problems, settings } = parseSettings((one) => (one === name ? value : undefined));
        if (problems.length === 0) continue; // it is one for this setting
        assert.equal(problems.length, 1);
        assert.match(
          spoken(problems[0]),
          new RegExp(`^The setting primeInfill\\.${name} should be `),
        );
        assert.deepEqual(settings.fill, defaultFillSettings, 'its default stands');
        if (field.kind === 'length') continue; // no word, but an object
        const made = settingsWith(name, value);
        const request = {
          text: '',
          fileName: 'a.ts',
          spans: [{ start: 0, end: 0 }],
          settings: made,
        };
        assert.match(spoken(settingsProblem(request, 64)), /must be .*\.$|^There is no /u);
        const reader = new FieldReader();
        parseFillSettings(reader, made);
        assert.match(spoken(reader.problem), new RegExp(`${name}” should be `));
      }
    });
});

describe('The options of the command line', () => {
  it('are each told of by the help, in lines that fit', () => {
    const lines = optionHelp().split('\n');
    for (const option of Object.keys(optionTypes))
      assert.ok(
        lines.some((line) => new RegExp(`^  --${option}(?: |$)`).test(line)),
        option,
      );
    assert.deepEqual(lines.filter((line) => line.length > 100), []); // prettier-ignore
  });

  it('leave what was not given as it is by default', () => {
    assert.deepEqual(parseOptions({}), { ok: true, value: defaultFillSettings });
  });
});

function settingsWith(name: string, value: unknown): FillSettings {
  const { constraints } = defaultFillSettings;
  const changed = { [name]: value } as Partial<FillSettings>;
  return name in constraints
    ? { ...defaultFillSettings, constraints: { ...constraints, ...changed } }
    : { ...defaultFillSettings, ...changed };
}
