/** A manifest that is right in every field, as its JSON would be read. */
export function goodManifest(): Record<string, unknown> {
  return {
    schema: 1,
    id: 'prime-test',
    name: 'Prime Test',
    description: 'A manifest for tests.',
    licence: 'Apache-2.0',
    languages: ['typescript'],
    graph: { kind: 'cached', file: 'denoiser.onnx', layers: 2, kvHeads: 2, headDim: 4 },
    files: {
      'denoiser.onnx': { sha256: 'a'.repeat(64), bytes: 10 },
      'tokenizer.json': { sha256: 'b'.repeat(64), bytes: 20 },
    },
    tokenizer: {
      file: 'tokenizer.json',
      vocabulary: 273,
      special: { pad: 0, end: 1, file: 2, prefix: 3, holes: [269, 270, 271, 272] },
    },
    subTokens: { length: 2, base: 17, codebook: 'identity', order: 'nested' },
    limits: { context: 400, maxHole: 16, maxHoles: 4, headerTokens: 16, segmentStride: 1024 },
    training: { tokens: 1, hours: 1, parameters: 1234, commit: 'c' },
    metrics: { boundBitsPerCharacter: 1 },
  };
}

/** The same model as a causal graph and a canvas, its tokens in stream order. */
export function twoGraphManifest(): Record<string, unknown> {
  const manifest = goodManifest();
  const limits = { ...(manifest['limits'] as Record<string, unknown>) };
  delete limits['segmentStride'];
  return {
    ...manifest,
    graph: {
      ...(manifest['graph'] as object),
      file: 'causal.onnx',
      gpu: 'causal.gpu.onnx',
      canvas: { file: 'canvas.onnx', gpu: 'canvas.gpu.onnx', layers: [0, 1] },
    },
    files: {
      'causal.onnx': { sha256: 'a'.repeat(64), bytes: 10 },
      'canvas.onnx': { sha256: 'c'.repeat(64), bytes: 10 },
      'causal.gpu.onnx': { sha256: 'e'.repeat(64), bytes: 10 },
      'canvas.gpu.onnx': { sha256: 'f'.repeat(64), bytes: 10 },
      'weights-0.bin': { sha256: 'd'.repeat(64), bytes: 10 },
      'tokenizer.json': { sha256: 'b'.repeat(64), bytes: 20 },
    },
    tokenizer: { ...(manifest['tokenizer'] as object), heal: 'always' },
    limits: { ...limits, layout: 'stream-order', suffixTokens: 64 },
    sampler: 'draft-and-verify',
  };
}

/** A model that reads whole sequences, its holes growing and shrinking. */
export function plainManifest(): Record<string, unknown> {
  return {
    ...goodManifest(),
    graph: { kind: 'plain', file: 'denoiser.onnx', heads: 2, tells: 'next' },
    tokenizer: {
      file: 'tokenizer.json',
      vocabulary: 273,
      special: { begin: 0, close: 1, expand: 269, delete: 1, others: [2, 3, 270, 271, 272] },
    },
    subTokens: { length: 1, base: 273, codebook: 'identity', order: 'independent' },
    limits: { context: 400, maxHole: 16, maxHoles: 3 },
  };
}

/** The manifest with the value at a path such as `limits.context` replaced; undefined removes it. */
export function manifestWith(
  path: string,
  value: unknown,
  manifest = goodManifest(),
): Record<string, unknown> {
  const keys = path.split('.');
  let at = manifest;
  for (const key of keys.slice(0, -1)) at = at[key] as Record<string, unknown>;
  const last = keys.at(-1)!;
  if (value === undefined) Reflect.deleteProperty(at, last);
  else at[last] = value;
  return manifest;
}
