/** A field of a protobuf message: a number, or the bytes of whatever it holds. */
interface Field {
  readonly number: number;
  readonly bytes: Uint8Array | undefined;
}

/** Of ModelProto, GraphProto and so on: the fields through which a tensor is reached (onnx.proto). */
const paths: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  model: { 7: 'graph', 25: 'function' },
  function: { 7: 'node' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  tensor: { 13: 'external' },
};

/**
 * The files beside a graph in which its tensors lie, by the names that it gives them. A manifest vouches
 * for the files that it lists and for no others, and the runtime opens whatever a graph names.
 *
 * @param model the bytes of an ONNX file
 * @returns undefined if it is none
 */
export function externalFiles(model: Uint8Array): ReadonlySet<string> | undefined {
  const files = new Set<string>();
  return collect(model, 'model', files) ? files : undefined;
}

function collect(message: Uint8Array, kind: string, files: Set<string>): boolean {
  if (kind === 'external') {
    const entry = fieldsOf(message);
    const text = (number: number): string =>
      new TextDecoder().decode(entry?.find((field) => field.number === number)?.bytes);
    if (entry !== undefined && text(1) === 'location') files.add(text(2));
    return entry !== undefined;
  }
  const fields = fieldsOf(message);
  if (fields === undefined) return false;
  return fields.every(({ number, bytes }) => {
    const inner = paths[kind]?.[number];
    return inner === undefined || bytes === undefined || collect(bytes, inner, files);
  });
}

/** The fields of a message in order; undefined if it is none. */
function fieldsOf(message: Uint8Array): readonly Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; at < message.length; shift *= 128) {
      const byte = message[at++]!;
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
    return NaN;
  };
  while (at < message.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    const wire = key % 8;
    let bytes: Uint8Array | undefined;
    if (wire === 0) varint();
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else if (wire === 2) {
      const length = varint();
      if (!(at + length <= message.length)) return undefined;
      bytes = message.subarray(at, at + length);
      at += length;
    } else return undefined;
    if (at > message.length) return undefined;
    fields.push({ number, bytes });
  }
  return fields;
}
