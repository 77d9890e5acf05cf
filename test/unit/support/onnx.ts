/** Parts of an ONNX file, as protobuf: enough to make hostile graphs of. */

type Part = Uint8Array | string;

/** A field that holds a message, a text or bytes. */
export function field(number: number, ...parts: readonly Part[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array)));
  return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
}

export function whole(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Buffer.from([...bytes, value]);
}

export interface Node {
  readonly operator: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Encoded attributes. */
  readonly attributes?: readonly Buffer[];
}

export const node = ({ operator, domain = '', inputs, output, attributes = [] }: Node): Buffer =>
  field(
    1,
    ...inputs.map((name) => field(1, name)),
    field(2, output),
    field(4, operator),
    ...attributes.map((attribute) => field(5, attribute)),
    ...(domain === '' ? [] : [field(7, domain)]),
  );

export const [float32, int64, bool] = [1, 7, 9];

export const initializer = (name: string, type: number, dims: readonly number[], raw: Uint8Array): Buffer => field(5, ...dims.map((dim) => whole(1, dim)), whole(2, type), field(8, name), field(9, raw)); // prettier-ignore

/** A value of no dimensions that a graph takes (11) or gives (12), or one of whatever dimensions. */
export const value = (end: 11 | 12, name: string, type: number, shape = field(2)): Buffer =>
  field(end, field(1, name), field(2, field(1, whole(1, type), shape)));
export const anyShape = Buffer.alloc(0);

export const graphAttribute = (name: string, ...graph: readonly Buffer[]): Buffer =>
  Buffer.concat([field(1, name), field(6, ...graph), whole(20, 5)]);

/** What makes an ONNX file, put behind one, adds to its graph. */
export const added = (...parts: readonly Buffer[]): Buffer => field(7, ...parts);

/** That nodes of another than ONNX's own domain may occur. */
export const imported = (domain: string): Buffer => field(8, field(1, domain), whole(2, 1));
