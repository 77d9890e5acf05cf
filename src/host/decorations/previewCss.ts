import { strengths, type Line, type Run } from '../../playback';
import { columnsOf } from './columns';
import { cssString } from './cssString';

/** Where the box of a preview stands. `shift` is in rows: how far previews above push it down. */
export interface PreviewPlace {
  /**
   * `flow`: in the line, and what follows moves along. `here`: over the rest of the line. `left`:
   * over the lines below, from the left edge. `wrapped`: as `here`, but all rows, and each broken where the
   * editor ends.
   */
  readonly at: 'flow' | 'here' | 'left' | 'wrapped';
  readonly shift: number;
  /**
   * Rows of bare ground below it, on which the lines that move down or up are drawn: it hides what
   * the editor draws at the places where they really are. None unless given.
   */
  readonly beyond?: number;
}

/**
 * A preview as the declarations of a pseudo-element: text in the editor's own font, in shades; below
 * each position that has not settled a bar in ℓ cells, full where a digit is known; and a ground
 * that tells what is new. `rows` at least one, of which `flow` draws the first alone.
 */
export function previewCss(rows: readonly Line[], { at, shift, beyond = 0 }: PreviewPlace): string {
  if (at === 'wrapped') return wrappedCss(rows, shift);
  const drawn = at === 'flow' ? rows.slice(0, 1) : rows;
  const text = textOf(drawn);
  const layers = drawn.flatMap((row, index) => rowLayers(row, index));
  if (at !== 'flow') {
    layers.push({
      image: plain('var(--vscode-editor-background)'),
      place: '0 0',
      size: '100% 100%',
    });
  }
  return [
    'none',
    `content: ${cssString(text)}`,
    ...boxes[at](shift),
    `height: ${drawn.length + beyond}lh`,
    'white-space: pre',
    ...painted(layers),
  ].join('; ');
}

/**
 * An inline box, which the browser breaks as it breaks text, and whose backgrounds it lays along all of its pieces as if
 * they stood in one row.
 */
function wrappedCss(rows: readonly Line[], shift: number): string {
  const text = textOf(rows);
  const whole = rows.flat();
  const [letters, ...below] = rowLayers(whole, 0);
  const cells = below.slice(0, -1).map((layer) => ({ ...layer, place: '0 100%' }));
  const ground = below.slice(-1).map((layer) => ({ ...layer, size: '100% 100%' }));
  const page = { image: plain('var(--vscode-editor-background)'), place: '0 0', size: '100% 100%' };
  const layers = [...(letters === undefined ? [] : [{ ...letters, size: '100% 100%' }]), ...cells, ...ground, page]; // prettier-ignore
  return [
    'none',
    `content: ${cssString(text)}`,
    'display: inline',
    'position: relative',
    'z-index: 3',
    `top: ${shift}lh`,
    'white-space: pre-wrap',
    'overflow-wrap: anywhere',
    // Bare ground behind the end of the text, over what the editor draws there; it takes no room.
    'border-right: 100vw solid var(--vscode-editor-background)',
    'margin-right: -100vw',
    ...painted(layers),
  ].join('; ');
}

/**
 * What keeps a wrapped preview off the scroll bar, where the editor writes nothing either. It stands before the text, and
 * makes all rows of it shorter.
 */
export const edgeCss = [
  'none',
  'content: ""',
  'float: right',
  'width: 16px',
  'height: 100lh',
  'pointer-events: none',
].join('; ');

const boxes: Readonly<
  Record<Exclude<PreviewPlace['at'], 'wrapped'>, (shift: number) => readonly string[]>
> = {
  flow: (shift) => [
    'display: inline-block',
    'vertical-align: top',
    ...(shift === 0 ? [] : ['position: relative', 'z-index: 3', `top: ${shift}lh`]),
  ],
  // As an inline box it stands where it would stand in the flow.
  here: (shift) => ['display: inline', ...over, `top: ${shift}lh`],
  left: (shift) => ['display: block', ...over, 'left: 0', `top: ${shift + 1}lh`],
};

const over = ['position: absolute', 'min-width: 100vw', 'z-index: 2'] as const;

interface Layer {
  readonly image: string;
  readonly place: string;
  readonly size: string;
  /** The layer shows through the letters only. */
  readonly isText?: boolean;
}

function textOf(rows: readonly Line[]): string {
  return rows.map((row) => row.map((run) => run.text).join('')).join('\n');
}

/** The letters have no colour of their own: the layers show through them, and around. */
function painted(layers: readonly Layer[]): string[] {
  return [
    'opacity: 1',
    'pointer-events: none',
    'color: transparent',
    '-webkit-text-fill-color: transparent',
    ...backgrounds(layers),
  ];
}

function backgrounds(layers: readonly Layer[]): string[] {
  const clip = layers.map((layer) => (layer.isText === true ? 'text' : 'border-box')).join(', ');
  return [
    `background-image: ${layers.map(({ image }) => image).join(', ')}`,
    `background-position: ${layers.map(({ place }) => place).join(', ')}`,
    `background-size: ${layers.map(({ size }) => size).join(', ')}`,
    'background-repeat: no-repeat',
    `-webkit-background-clip: ${clip}`,
    `background-clip: ${clip}`,
  ];
}

/** Pixels; a digit that is known stands out by height as well as by colour. */
const cellPx = { known: 3, masked: 1 } as const;

/** Of one row, from the top: its letters, its cells, its ground. */
function rowLayers(row: Line, index: number): Layer[] {
  const letters: Layer = {
    image: stripes(row, ({ run, from, to }) => [[from, to, letterColour(run)]], 'last'),
    place: `0 ${index}lh`,
    size: '100% 1lh',
    isText: true,
  };
  const cells = (['known', 'masked'] as const).map((kind): Layer => ({
    image: stripes(row, (run) => cellStripes(run, kind === 'known')),
    place: `0 calc(${index + 1}lh - ${cellPx[kind]}px)`,
    size: `100% ${cellPx[kind]}px`,
  }));
  const ground: Layer = {
    image: stripes(row, groundStripes),
    place: `0 ${index}lh`,
    size: '100% 1lh',
  };
  const isOpen = row.some((run) => run.digits.length > 0);
  return [letters, ...(isOpen ? cells : []), ground];
}

/** A run and the columns that it takes, from the left edge of the preview. */
interface PlacedRun {
  readonly run: Run;
  readonly from: number;
  readonly to: number;
}

type Stripe = readonly [from: number, to: number, colour: string];

/**
 * A row as a gradient with hard stops at columns.
 *
 * @param beyond what lies right of the row: a fixed-width column may be a hair wider than `ch`
 */
function stripes(
  row: Line,
  stripesOf: (run: PlacedRun) => readonly Stripe[],
  beyond: 'last' | 'nothing' = 'nothing',
): string {
  const stops: string[] = [];
  let at = 0;
  let column = 0;
  let last = 'transparent';
  for (const run of row) {
    const to = column + columnsOf(run.text);
    for (const [start, end, colour] of stripesOf({ run, from: column, to })) {
      if (start > at) {
        stops.push(`transparent ${ch(at)} ${ch(start)}`);
      }
      stops.push(`${colour} ${ch(start)} ${ch(end)}`);
      at = end;
      last = colour;
    }
    column = to;
  }
  const rest = beyond === 'last' ? last : 'transparent';
  return `linear-gradient(90deg, ${[...stops, `${rest} ${ch(at)}`, `${rest} 100%`].join(', ')})`;
}

function ch(columns: number): string {
  return `${Number(columns.toFixed(2))}ch`;
}

function plain(colour: string): string {
  return `linear-gradient(${colour}, ${colour})`;
}

/** Columns that are left free at each side of a position, and between its cells. */
const edge = 0.15;

function cellStripes({ run, from, to }: PlacedRun, visible: boolean): Stripe[] {
  const colour = visible
    ? 'var(--vscode-primeInfill-draftForeground, currentColor)'
    : 'var(--vscode-primeInfill-maskForeground, currentColor)';
  const width = (to - from - edge) / run.digits.length;
  return run.digits.flatMap((digit, index): Stripe[] => {
    const start = from + edge + index * width;
    return digit === visible ? [[start, start + width - edge, colour]] : [];
  });
}

function groundStripes({ run, from, to }: PlacedRun): Stripe[] {
  switch (run.kind) {
    case 'fixed':
      return [];
    case 'mask':
      return [[from + edge, to - edge, 'var(--vscode-primeInfill-maskBackground, transparent)']];
    case 'draft':
    case 'settled':
      return [[from, to, 'var(--vscode-primeInfill-previewBackground, transparent)']];
  }
}

/** The faintest draft is still readable. */
const faintestPercent = 45;

function letterColour(run: Run): string {
  switch (run.kind) {
    case 'mask':
      return 'transparent';
    case 'settled':
      return 'var(--vscode-primeInfill-settledForeground, var(--vscode-editor-foreground))';
    case 'fixed':
      return 'var(--vscode-editor-foreground)';
    case 'draft': {
      const percent = faintestPercent + ((100 - faintestPercent) * run.strength) / strengths;
      return `color-mix(in srgb, var(--vscode-primeInfill-draftForeground, currentColor) ${percent}%, transparent)`;
    }
  }
}
