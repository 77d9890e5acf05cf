/** What a preset puts in the place of defaults: raw values by the names of settings. */
export type Preset = Readonly<Record<string, unknown>>;

/** Figures: docs/results.md, candidates and length search; the models' own rows. */
export const presets = {
  fast: { model: 'prime-tiny', candidates: 1 },
  balanced: {},
  best: { model: 'prime-base' },
} as const satisfies Readonly<Record<string, Preset>>;

/** What a configuration says of a setting. */
export interface RawSetting {
  /** The value that applies, a default where nobody set one. */
  readonly value: unknown;
  readonly isSet: boolean;
}

/** Raw values under the preset that is chosen, which gives way to whatever was set by itself. */
export function underPreset(read: (name: string) => RawSetting): (name: string) => unknown {
  const chosen = read('preset').value;
  const preset: Preset =
    typeof chosen === 'string' && Object.hasOwn(presets, chosen)
      ? presets[chosen as keyof typeof presets]
      : {};
  return (name) => {
    const { value, isSet } = read(name);
    return isSet || !Object.hasOwn(preset, name) ? value : preset[name];
  };
}
