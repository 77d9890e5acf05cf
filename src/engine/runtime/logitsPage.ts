/** Logits of some positions, laid out by all positions of their canvases. Made once, used again. */
export class LogitsPage {
  private page = new Float32Array(0); // at least [B, T, V]

  /**
   * @param logits [B, S, V]
   * @param positions by row, at most S: the position that each of its logits belongs to
   * @param width T
   * @returns [B, T, V], where the rest holds anything; valid until the next call
   */
  lay(logits: Float32Array, positions: readonly ArrayLike<number>[], width: number): Float32Array {
    const selected = Math.max(...positions.map(({ length }) => length)); // S
    const vocabulary = logits.length / (positions.length * selected);
    const size = positions.length * width * vocabulary;
    if (this.page.length < size) this.page = new Float32Array(size);
    for (const [row, ofRow] of positions.entries()) {
      for (let index = 0; index < ofRow.length; index++) {
        const from = (row * selected + index) * vocabulary;
        const to = (row * width + ofRow[index]!) * vocabulary;
        this.page.set(logits.subarray(from, from + vocabulary), to);
      }
    }
    return this.page;
  }
}
