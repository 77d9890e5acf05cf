import assert from 'node:assert/strict';
import { described, processor } from '../../../bench/processor';

describe('the processor of a measurement', () => {
  for (const [info, told] of [
    ['flags\t\t: fpu sse avx2 sha_ni', 'P (AVX2; no AVX-512, no VNNI)'],
    ['flags : avx2 avx_vnni', 'P (AVX2, VNNI; no AVX-512)'],
    ['x : y\nflags : avx2 avx512f avx512_vnni avx512_bf16\n', 'P (AVX2, AVX-512, VNNI, BF16)'],
    ['Features\t: fp asimd asimddp i8mm', 'P (dot products, I8MM)'],
    ['', 'P (features unknown)'],
  ] as const) {
    it(`is ${told}`, () => {
      assert.equal(described('P', info), told);
    });
  }

  it('has a name here', () => {
    assert.match(processor(), /^\S.* \(.+\)$/u);
  });
});
