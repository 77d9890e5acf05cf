import { writeFile } from 'node:fs/promises';

/** The shape of a Llama model; `hidden` is that of each of its three feed-forward matrices. */
export interface LlamaShape {
  readonly vocabulary: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly hidden: number;
  readonly context: number;
}

/** A key and its value as it is stored, type first. */
type Metadata = readonly (readonly [string, Buffer])[];

/** Its dimensions, innermost first; vectors are float32 (all 1), matrices Q8_0. */
interface Tensor {
  readonly name: string;
  readonly dimensions: readonly number[];
}

const alignment = 32;
/** Q8_0: 32 weights with one float16 scale. */
const block = { weights: 32, bytes: 34 } as const;
const types = { uint32: 4, int32: 5, float32: 6, string: 8, array: 9 } as const;
const tensorTypes = { f32: 0, q8: 8 } as const;

/**
 * Writes a GGUF file (version 3) of this shape with arbitrary weights, for timing alone: it is no
 * model. Layout: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export async function writeTimingGguf(path: string, shape: LlamaShape): Promise<void> {
  const tensors = tensorsOf(shape);
  const metadata = metadataOf(shape);
  const parts: Buffer[] = [Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(metadata.length)];
  for (const [key, value] of metadata) parts.push(text(key), value);
  let offset = 0;
  for (const tensor of tensors) {
    const { name, dimensions } = tensor;
    parts.push(text(name), u32(dimensions.length), ...dimensions.map(u64));
    parts.push(u32(isVector(tensor) ? tensorTypes.f32 : tensorTypes.q8), u64(offset));
    offset += padded(bytesOf(tensor));
  }
  const head = Buffer.concat(parts);
  const data = tensors.map((tensor) => {
    const bytes = Buffer.alloc(padded(bytesOf(tensor)));
    if (isVector(tensor))
      for (let i = 0; i < tensor.dimensions[0]!; i++) bytes.writeFloatLE(1, 4 * i);
    else fillQ8(bytes.subarray(0, bytesOf(tensor)));
    return bytes;
  });
  const filler = Buffer.alloc(padded(head.length) - head.length);
  await writeFile(path, Buffer.concat([head, filler, ...data]));
}

function metadataOf(shape: LlamaShape): Metadata {
  const word = (value: string): Buffer => Buffer.concat([u32(types.string), text(value)]);
  const count = (value: number): Buffer => Buffer.concat([u32(types.uint32), u32(value)]);
  const list = (type: number, items: readonly Buffer[]): Buffer =>
    Buffer.concat([u32(types.array), u32(type), u64(items.length), ...items]);
  const pieces = piecesOf(shape.vocabulary);
  return [
    ['general.architecture', word('llama')],
    ['general.name', word('arbitrary weights, for timing alone')],
    ['general.alignment', count(alignment)],
    ['llama.vocab_size', count(shape.vocabulary)],
    ['llama.context_length', count(shape.context)],
    ['llama.embedding_length', count(shape.width)],
    ['llama.block_count', count(shape.layers)],
    ['llama.feed_forward_length', count(shape.hidden)],
    ['llama.attention.head_count', count(shape.heads)],
    ['llama.attention.head_count_kv', count(shape.kvHeads)],
    ['llama.attention.key_length', count(shape.headDim)],
    ['llama.attention.value_length', count(shape.headDim)],
    ['llama.rope.dimension_count', count(shape.headDim)],
    ['llama.attention.layer_norm_rms_epsilon', Buffer.concat([u32(types.float32), f32(1e-6)])],
    ['tokenizer.ggml.model', word('llama')],
    [
      'tokenizer.ggml.tokens',
      list(
        types.string,
        pieces.map(({ piece }) => text(piece)),
      ),
    ],
    [
      'tokenizer.ggml.scores',
      list(
        types.float32,
        pieces.map(() => f32(0)),
      ),
    ],
    [
      'tokenizer.ggml.token_type',
      list(
        types.int32,
        pieces.map(({ kind }) => u32(kind)),
      ),
    ],
    ['tokenizer.ggml.bos_token_id', count(1)],
    ['tokenizer.ggml.eos_token_id', count(2)],
  ];
}

/** Three special pieces and the bytes, which llama.cpp insists on, then names without meaning. */
function piecesOf(vocabulary: number): readonly { piece: string; kind: number }[] {
  const kinds = { normal: 1, unknown: 2, control: 3, byte: 6 };
  const byte = (value: number): string =>
    `<0x${value.toString(16).toUpperCase().padStart(2, '0')}>`;
  const first = [
    { piece: '<unk>', kind: kinds.unknown },
    { piece: '<s>', kind: kinds.control },
    { piece: '</s>', kind: kinds.control },
    ...Array.from({ length: 256 }, (_, value) => ({ piece: byte(value), kind: kinds.byte })),
  ];
  return Array.from(
    { length: vocabulary },
    (_, id) => first[id] ?? { piece: `t${id}`, kind: kinds.normal },
  );
}

function tensorsOf(shape: LlamaShape): readonly Tensor[] {
  const { vocabulary, width, hidden, headDim } = shape;
  const queries = shape.heads * headDim;
  const keys = shape.kvHeads * headDim;
  const layers = Array.from({ length: shape.layers }, (_, layer): Tensor[] => {
    const named = (name: string, ...dimensions: number[]): Tensor => ({
      name: `blk.${layer}.${name}.weight`,
      dimensions,
    });
    return [
      named('attn_norm', width),
      named('attn_q', width, queries),
      named('attn_k', width, keys),
      named('attn_v', width, keys),
      named('attn_output', queries, width),
      named('ffn_norm', width),
      named('ffn_gate', width, hidden),
      named('ffn_up', width, hidden),
      named('ffn_down', hidden, width),
    ];
  });
  return [
    { name: 'token_embd.weight', dimensions: [width, vocabulary] },
    ...layers.flat(),
    { name: 'output_norm.weight', dimensions: [width] },
    { name: 'output.weight', dimensions: [width, vocabulary] },
  ];
}

const isVector = ({ dimensions }: Tensor): boolean => dimensions.length === 1;

function bytesOf(tensor: Tensor): number {
  const count = tensor.dimensions.reduce((a, b) => a * b, 1);
  return isVector(tensor) ? 4 * count : (count / block.weights) * block.bytes;
}

/** Weights between −.02 and .02 that repeat only after a long while. */
function fillQ8(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; at++) bytes[at] = (at * 7919) % 251;
  const scale = 0x0928; // 1.57e-4 as float16
  for (let at = 0; at < bytes.length; at += block.bytes) bytes.writeUInt16LE(scale, at);
}

const padded = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}
