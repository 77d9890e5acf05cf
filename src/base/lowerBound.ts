/** Index of the first of `count` ascending numbers that is `least` or above; `count` if none is. */
export function lowerBound(numbers: ArrayLike<number>, count: number, least: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
