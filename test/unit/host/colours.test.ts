import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

interface Colour {
  readonly id: string;
  readonly defaults: Readonly<Record<Kind, string>>;
}
type Kind = 'light' | 'dark' | 'highContrast' | 'highContrastLight';
type Rgb = readonly [red: number, green: number, blue: number];

/** The page in VS Code's own themes of each kind. */
const pages: Readonly<Record<Kind, string>> = {
  light: '#ffffff',
  dark: '#1f1f1f',
  highContrast: '#000000',
  highContrastLight: '#ffffff',
};

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly contributes: { readonly colors: readonly Colour[] };
};

function colourOf(name: string, kind: Kind): string {
  const found = contributes.colors.find(({ id }) => id === `primeInfill.${name}`);
  assert.ok(found, name);
  return found.defaults[kind];
}

/** `#rrggbb` or `#rrggbbaa` laid over what is below. */
function over(hex: string, below: Rgb): Rgb {
  const [red = 0, green = 0, blue = 0, alpha = 255] =
    hex.match(/[0-9a-f]{2}/gu)?.map((pair) => parseInt(pair, 16)) ?? [];
  const mixed = [red, green, blue].map((part, at) => {
    const share = alpha / 255;
    return share * part + (1 - share) * (below[at] ?? 0);
  });
  return mixed as unknown as Rgb;
}

/** Contrast ratio of WCAG 2.2, from 1 to 21. */
function contrast(one: Rgb, other: Rgb): number {
  const light = (rgb: Rgb): number => {
    const [red = 0, green = 0, blue = 0] = rgb.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, bright = 0] = [light(one), light(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

describe('The colours of a preview', () => {
  for (const kind of Object.keys(pages) as Kind[]) {
    const page = over(pages[kind], [0, 0, 0]);
    const ground = over(colourOf('previewBackground', kind), page);
    const blocks = over(colourOf('maskBackground', kind), page);

    it(`tell it from the page, and what is masked from what is not, in ${kind}`, () => {
      assert.ok(contrast(ground, page) >= 1.25, `ground ${contrast(ground, page)}`);
      assert.ok(contrast(blocks, ground) >= 1.15, `blocks ${contrast(blocks, ground)}`);
    });

    it(`leave its text as readable as text has to be, in ${kind}`, () => {
      for (const name of ['settledForeground', 'draftForeground'])
        assert.ok(contrast(over(colourOf(name, kind), ground), ground) >= 4.5, name);
      assert.ok(contrast(over(colourOf('maskForeground', kind), ground), ground) >= 3, 'cells');
    });
  }
});
