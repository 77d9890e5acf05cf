import type { Branch, BranchLogits, TextTree } from '../../../src/engine/runtime/denoiser';

/**
 * Texts whose every continuation is written in the test.
 *
 * @param told logits [V] of what follows the states that stand after the stream
 */
export function scriptedTexts(
  vocabulary: number,
  told: (states: readonly number[], positions: readonly number[]) => Float32Array,
  onForward: () => void = () => undefined,
): TextTree {
  const texts: { readonly states: number[]; readonly positions: number[] }[] = []; // by node
  const write = (branches: readonly Branch[]): BranchLogits => {
    const width = Math.max(...branches.map(({ tokens }) => tokens.states.length));
    const logits = new Float32Array(branches.length * width * vocabulary).fill(NaN);
    const nodes = branches.map(({ after, tokens }, row) => {
      const states = after === undefined ? [] : [...texts[after]!.states];
      const positions = after === undefined ? [] : [...texts[after]!.positions];
      return Array.from(tokens.states, (state, index) => {
        states.push(state);
        positions.push(tokens.positions[index]!);
        logits.set(told(states, positions), (row * width + index) * vocabulary);
        return texts.push({ states: [...states], positions: [...positions] }) - 1;
      });
    });
    onForward();
    return { logits, width, nodes, milliseconds: 1 };
  };
  return { write: (branches) => Promise.resolve(write(branches)) };
}
