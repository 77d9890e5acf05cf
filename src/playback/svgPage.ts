import type { TraceHeader } from '../protocol/engineTypes';
import { marked, sayEnglish, type Say } from '../base/say';
import type { SvgColours } from '../protocol/visualiserProtocol';

/** Pixels around what is drawn. */
export const gap = 20;
export const captionHeight = 26;

/** What a picture of a run is of. */
export function captionOf(
  { model, device, settings }: TraceHeader,
  { candidate, say = sayEnglish }: SvgOptions,
): string {
  const { sampler, seed } = settings;
  const caption = marked('{0} on {1}, {2}, seed {3}, candidate {4}');
  return say(caption, model.name, device, sampler, seed, candidate + 1);
}

export interface SvgOptions {
  readonly candidate: number;
  /** Those of paper by default. */
  readonly colours?: SvgColours;
  readonly say?: Say;
}

/** A picture that stands alone under a caption. */
export function svgPage(
  caption: string,
  parts: readonly string[],
  {
    width,
    height,
    colours,
  }: { readonly width: number; readonly height: number; readonly colours: SvgColours },
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11" fill="${colours.foreground}">`,
    `<title>${escape(caption)}</title>`,
    `<rect width="100%" height="100%" fill="${colours.ground}"/>`,
    `<text x="${gap}" y="${captionHeight}" font-size="13">${escape(caption)}</text>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

/** Text as it may stand in XML. */
export function escape(text: string): string {
  const marks: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text
    .replace(/[&<>"]/gu, (mark) => marks[mark] ?? '')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, '\ufffd');
}
