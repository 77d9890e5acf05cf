import type { FillSettings } from '../protocol/engineTypes';
import { defaultFillSettings } from '../settings/fillSettings';
import { optionFields, valueText } from '../settings/option';

/** A setting that a fill was made with and that is not what it is by default. */
export interface ChangedSetting {
  /** As `package.json` names it, without `primeInfill.`. */
  readonly name: string;
  readonly value: string;
  readonly standard: string;
}

export function changedSettings(settings: FillSettings): readonly ChangedSetting[] {
  const standards = new Map(flat(defaultFillSettings));
  return flat(settings).flatMap(([name, value]) => {
    const standard = standards.get(name) ?? '';
    return value === standard ? [] : [{ name, value, standard }];
  });
}

/** What two fills were made with otherwise, by the names of the settings. */
export function settingDifferences(
  left: FillSettings,
  right: FillSettings,
): readonly { readonly name: string; readonly left: string; readonly right: string }[] {
  const others = new Map(flat(right));
  return flat(left).flatMap(([name, value]) => {
    const other = others.get(name) ?? '';
    return value === other ? [] : [{ name, left: value, right: other }];
  });
}

function flat(settings: FillSettings): readonly (readonly [name: string, value: string])[] {
  const values: Readonly<Record<string, unknown>> = { ...settings, ...settings.constraints };
  return Object.entries(optionFields).map(([name, field]) => [
    name,
    valueText(field, values[name]),
  ]);
}
