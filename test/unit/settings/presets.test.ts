import assert from 'node:assert/strict';
import { inEnglish } from '../../../src/base/sentence';
import { parseSettings } from '../../../src/host/settings';
import { editorFields } from '../../../src/settings/editorFields';
import { allFields } from '../../../src/settings/page';
import { parseField } from '../../../src/settings/parseField';
import { presets, underPreset } from '../../../src/settings/presets';

/** The settings where the user has set these, and all else has its default. */
function settingsOf(set: Readonly<Record<string, unknown>>) {
  const read = underPreset((name) =>
    Object.hasOwn(set, name)
      ? { value: set[name], isSet: true }
      : { value: allFields[name]?.standard, isSet: false },
  );
  return parseSettings((name) => (name === 'length' ? undefined : read(name)));
}

describe('A preset', () => {
  for (const [set, model, candidates] of [
    [{}, 'auto', 3],
    [{ preset: 'fast' }, 'prime-tiny', 1],
    [{ preset: 'balanced' }, 'auto', 3],
    [{ preset: 'best' }, 'prime-base', 3],
    [{ preset: 'fast', model: 'auto' }, 'auto', 1],
    [{ preset: 'best', candidates: 5 }, 'prime-base', 5],
    [{ preset: 'fast', candidates: 3 }, 'prime-tiny', 3],
  ] as const)
    it(`chooses what is not set by itself: ${JSON.stringify(set)}`, () => {
      const { settings, problems } = settingsOf(set);
      assert.deepEqual(problems, []);
      assert.deepEqual([settings.model, settings.fill.candidates], [model, candidates]);
    });

  it('that there is none of is said, and counts as none', () => {
    const { settings, problems } = settingsOf({ preset: 'toString' });
    assert.deepEqual([settings.model, settings.fill.candidates], ['auto', 3]);
    assert.match(problems.map(inEnglish).join(), /primeInfill\.preset should be/u);
  });

  it('has values that its settings take, and a name in the settings', () => {
    assert.deepEqual(Object.keys(presets), Object.keys(editorFields.preset.names));
    for (const preset of Object.values(presets))
      for (const [name, value] of Object.entries(preset)) {
        const field = allFields[name];
        assert.ok(field !== undefined && 'value' in parseField(field, value), name);
      }
  });
});
