import type { OnnxRuntime } from './onnxRuntime';
import { isProcessor, sessionOptions } from './sessionOptions';

/** Of the products below: rows, numbers multiplied, columns. */
const [rows, depth, columns] = [4, 64, 16];

/**
 * A graph of one node, c = MatMulInteger(a, b), with a uint8 [4, 64] and b int8 [64, 16], as
 * `onnx.helper.make_model` writes it (opset 13).
 */
const graph =
  'CAg6WwoYCgFhCgFiEgFjIg1NYXRNdWxJbnRlZ2VyEgBaEwoBYRIOCgwIAhIICgIIBAoCCEBaEwoBYhIOCgwIAxIICgIIQAoC' +
  'CBBiEwoBYxIOCgwIBhIICgIIBAoCCBBCBAoAEA0=';

/**
 * Whether the runtime's fast int8 products are wrong on this processor. x64 without VNNI adds pairs
 * of products in 16 bits, so that the largest ones overflow. Whoever asks the processor has to know
 * every kind there is; this multiplies the largest numbers and looks.
 */
export async function int8Overflows(ort: OnnxRuntime): Promise<boolean> {
  const device = ort.devices.find(isProcessor) ?? 'cpu';
  const bytes = Uint8Array.from(atob(graph), (sign) => sign.charCodeAt(0));
  const session = await ort.open(bytes, sessionOptions(device, 1, false));
  const a = new Uint8Array(rows * depth).fill(255);
  const b = new Int8Array(depth * columns).fill(127);
  const { c } = await session.run({
    a: new ort.Tensor('uint8', a, [rows, depth]),
    b: new ort.Tensor('int8', b, [depth, columns]),
  });
  await session.release();
  const sums = c?.data;
  return !(sums instanceof Int32Array) || sums.some((sum) => sum !== depth * 255 * 127);
}
