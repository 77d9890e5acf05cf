import assert from 'node:assert/strict';
import { hidden } from '../../../../src/engine/runtime/cachedGraph';
import { canvasMask, ownColumnMask } from '../../../../src/engine/runtime/ortDenoiser';
import { explainLoadError } from '../../../../src/engine/runtime/nativeRuntime';
import { compare } from '../../../../src/engine/runtime/selfTest';
import {
  chosenThreads,
  defaultThreads,
  sessionOptions,
} from '../../../../src/engine/runtime/sessionOptions';
import { spoken } from '../../support/spoken';

/** The mask as rows of what may be attended to. */
function seen(mask: Float32Array, columns: number): string[] {
  const rows: string[] = [];
  for (let at = 0; at < mask.length; at += columns) {
    rows.push(
      [...mask.subarray(at, at + columns)].map((score) => (score === 0 ? '1' : '.')).join(''),
    );
  }
  return rows;
}

describe('the canvas mask', () => {
  const rows: readonly (readonly [number, number, number[], string[]])[] = [
    [2, 2, [2], ['1111']], // one for all positions
    [2, 2, [2, 2], ['1111']], // and for both canvases
    [1, 3, [3, 1], ['1111', '11..']],
    [1, 1, [1, 0], ['11', '1.']],
    [0, 2, [2, 1], ['11', '1.']],
  ];
  for (const [past, width, lengths, expected] of rows) {
    it(`hides only padding, for canvases of ${lengths.join(' and ')} over ${past} cached`, () => {
      const mask = canvasMask(past, width, Int32Array.from(lengths));
      assert.deepEqual(seen(mask, past + width), expected);
      assert.ok(mask.every((score) => score === 0 || score === hidden));
    });
  }
});

describe('the mask of queries', () => {
  it('shows each the stream and itself', () => {
    assert.deepEqual(seen(ownColumnMask(2, 3), 5), ['111..', '11.1.', '11..1']);
  });
});

describe('the number of threads', () => {
  for (const [cores, threads] of [
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 2],
    [8, 4],
    [64, 4],
  ] as const) {
    it(`is ${threads} on ${cores} cores`, () => assert.equal(defaultThreads(cores), threads));
  }

  it('is what was asked for where something was', () => {
    assert.equal(sessionOptions('cpu', 3, false).intraOpNumThreads, 3);
    assert.equal(chosenThreads(3, 16), 3);
    assert.equal(chosenThreads(0, 16), defaultThreads(16));
  });
});

describe('a session', () => {
  it('never spins', () => {
    const extra = (device: 'cpu' | 'webgpu'): unknown => sessionOptions(device, 1, false).extra;
    const everywhere = {
      intra_op: { allow_spinning: '0' },
      set_denormal_as_zero: '1',
    };
    assert.deepEqual(extra('cpu'), { session: everywhere });
    assert.deepEqual(extra('webgpu'), { session: everywhere });
  });

  it('takes the exact int8 products where the fast ones overflow', () => {
    const { extra } = sessionOptions('cpu', 1, true);
    assert.match(JSON.stringify(extra), /"x64quantprecision":"1"/);
  });
});

describe('a runtime that cannot be loaded', () => {
  const rows: readonly (readonly [string, RegExp])[] = [
    [
      "Error: Cannot find module '../bin/napi-v6/darwin/x64/onnxruntime_binding.node'",
      /has no binary for \w+-\w+.*: it runs on Linux x64/,
    ],
    [
      "Error: Cannot find module 'onnxruntime-node'",
      /^This package of Prime Infill holds no native ONNX Runtime\. Install the one for \w+-\w+\.$/,
    ],
    [
      "Error: Cannot find module 'onnxruntime-common'",
      /^A part of ONNX Runtime is missing\. Install Prime Infill again/,
    ],
    ["Error: /lib/libm.so.6: version `GLIBC_2.27' not found", /needs glibc 2\.28 or newer/],
    [
      'Error: Error loading shared library libc.musl-x86_64.so.1',
      /needs glibc, and this system uses musl/,
    ],
    [
      'Error: libonnxruntime.so.1: failed to map segment from shared object',
      /^There is too little memory to load ONNX Runtime\. Close other programs, .*segment/,
    ],
    [
      'Error: libonnxruntime.so.1: cannot allocate memory in static TLS block',
      /^There is too little memory to load ONNX Runtime\. Close other programs/,
    ],
    [
      'Error: libonnxruntime.so.1: failed to map segment from shared object: Operation not permitted',
      /may not be run from the folder in which it lies\. Install Prime Infill on a disk/,
    ],
    ['Error: libstdc++.so.6: cannot open shared object file', /could not be loaded .*libstdc\+\+/],
  ];
  for (const [error, sentence] of rows) {
    it(`is explained: ${error}`, () => assert.match(spoken(explainLoadError(error)), sentence));
  }
});

describe('answers of two devices', () => {
  const rows: readonly (readonly [number[], number[], number])[] = [
    [[1, 2], [1, 2], 0],
    [[0, 0], [3, 4], 1],
    [[3, 5], [3, 4], 0.2],
    [[NaN, 0], [3, 4], NaN],
  ];
  for (const [answer, reference, expected] of rows) {
    it(`${answer.join()} and ${reference.join()} differ by ${expected}`, () => {
      assert.equal(compare(Float32Array.from(answer), Float32Array.from(reference)), expected);
    });
  }
});
