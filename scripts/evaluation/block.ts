/** A part of a page that a program writes. */
export interface Block {
  readonly name: string;
  readonly text: string;
}

/** The page with the text between the block's two marks replaced, or with the block at its end. */
export function fillBlock(page: string, { name, text }: Block): string {
  const [open, close] = [`<!-- measured: ${name} -->`, `<!-- end: ${name} -->`];
  const start = page.indexOf(open);
  const end = page.indexOf(close);
  const block = `${open}\n\n${text.trim()}\n\n${close}`;
  if (start < 0 && end < 0) return `${page.trimEnd()}\n\n## ${name}\n\n${block}\n`;
  if (start < 0 || end < start) {
    throw new Error(`The page has not both marks of ${name}, in order: ${open} and ${close}.`);
  }
  return page.slice(0, start) + block + page.slice(end + close.length);
}
