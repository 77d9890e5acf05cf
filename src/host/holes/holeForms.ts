import { findHoles, markerEnds } from '../../text/holeMarkers';
import type { Language } from '../../text/language';

/** A hole as a list shows it, and as it is typed: the text of a snippet. */
export interface HoleForm {
  readonly label: string;
  readonly snippet: string;
}

export interface HoleForms {
  /** Characters of the line that a form takes the place of, before and after the cursor. */
  readonly before: number;
  readonly after: number;
  readonly bare: string;
  readonly tokens: HoleForm;
  readonly lines: HoleForm;
}

/**
 * How a hole may go on that is being typed: all of the marker but its last character stands before the
 * cursor. Undefined elsewhere, for a marker of one character, and where the language begins something of
 * its own so. An editor may have closed the bracket behind the cursor by itself.
 */
export function holeForms(
  marker: string,
  { before, after }: { readonly before: string; readonly after: string },
  language: Pick<Language, 'wildcards' | 'instructions'>,
): HoleForms | undefined {
  const { open, close } = markerEnds(marker);
  if (language.instructions && marker.startsWith('<?')) return undefined;
  if (open === '' || !before.endsWith(open)) return undefined;
  // What will be no hole once it is closed, such as `List<?>`, is none now.
  const closed = before + close;
  if (findHoles(closed, marker, language).holes.at(-1)?.span.end !== closed.length)
    return undefined;
  const form = (number: string, unit: string): HoleForm => ({
    label: `${open}${number}${unit}${close}`,
    snippet: `${escaped(open)}\${1:${number}}${unit}${escaped(close)}`,
  });
  return {
    before: open.length,
    after: after.startsWith(close) ? close.length : 0,
    bare: escaped(marker),
    tokens: form('8', ''),
    lines: form('3', 'l'),
  };
}

/** As a snippet writes it. */
function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
