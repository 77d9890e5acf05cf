import { holePositions, type Frame } from './frame';

/** A token that is a part of a character has no text of its own. */
const broken = /\ufffd/g;

/**
 * The texts that a frame would hold if it ended here: what is decided, and of each position that is not its likeliest text,
 * as it is drawn. By hole, in document order; undefined where nothing is known yet.
 * @param standing by hole, what stands there in the document, and stays where the hole has not begun
 */
export function likeliestTexts(
  frame: Frame,
  standing: readonly string[],
): readonly string[] | undefined {
  const canvas = frame.candidates[frame.leader];
  const texts = canvas?.lengths.map((_, hole) =>
    holePositions(canvas, hole)
      .map(({ text }) => text)
      .join('')
      .replace(broken, ''),
  );
  const isBegun = texts?.some((text) => text !== '') === true;
  return isBegun ? texts.map((text, hole) => text || (standing[hole] ?? '')) : undefined;
}
