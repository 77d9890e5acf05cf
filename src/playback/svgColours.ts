import type { SvgColours } from '../protocol/visualiserProtocol';

/** On paper: dark enough for print, apart for those who confuse red and green (Okabe and Ito). */
export const paperColours: SvgColours = {
  ground: '#ffffff',
  foreground: '#000000',
  faint: '#cccccc',
  known: '#5b2d9b',
  fresh: '#0072b2',
  remasked: '#d55e00',
  model: '#0072b2',
  sampling: '#009e73',
  paint: '#e69f00',
};

/** Colours that came from elsewhere, each as `#rrggbb`; undefined for anything else, as they become markup. */
export function parseSvgColours(value: unknown): SvgColours | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const parsed: [string, string][] = [];
  for (const name of Object.keys(paperColours)) {
    const colour = fields.get(name);
    if (typeof colour !== 'string' || !/^#[\da-f]{6}$/u.test(colour)) return undefined;
    parsed.push([name, colour]);
  }
  return { ...paperColours, ...Object.fromEntries(parsed) };
}
