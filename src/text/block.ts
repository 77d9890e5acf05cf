import { braceBlock } from './braceBlock';
import { indentedBlock } from './indentedBlock';
import type { Language } from './language';
import { paragraph } from './paragraph';
import type { Span } from './span';

/**
 * The body of the innermost block around an offset, without the blanks at its ends: between braces, as deep in
 * indentation, or a paragraph, as the language has it. Where nothing stands in it, the offset. Undefined where there is none.
 */
export function blockAround(text: string, offset: number, language: Language): Span | undefined {
  switch (language.blocks) {
    case 'braces':
      return braceBlock(text, offset, language);
    case 'indentation':
      return indentedBlock(text, offset);
    case 'paragraphs':
      return paragraph(text, offset);
  }
}
