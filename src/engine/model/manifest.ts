import { failureOf } from '../../base/failureOf';
import { failed, ok, type Result } from '../../base/result';
import { JsonReader } from '../../base/jsonReader';
import { sentence, type Sentence } from '../../base/sentence';
import type { Failure, SubTokens } from '../index';
import { recommendable, type OneSampler } from '../../settings/fillSettings';

/** What `manifest.json` says of a model; the format is docs/model-format.md. */
export interface Manifest {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly licence: string;
  readonly languages: readonly string[];
  readonly graph: CachedGraph;
  /** By file name, relative to the model's folder. */
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly tokenizer: TokenizerFacts;
  readonly subTokens: SubTokens;
  readonly limits: Limits;
  /** The sampler that fills best with this model, absent: the engine's own default. */
  readonly sampler: OneSampler | undefined;
  /** 0 if the manifest does not say. */
  readonly parameters: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface CachedGraph {
  readonly kind: 'cached';
  readonly file: string;
  /** The same for devices that are not the processor; absent: `file` for all. */
  readonly gpu: string | undefined;
  readonly layers: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** A graph of its own for canvases; absent: the one graph does both. */
  readonly canvas: CanvasGraph | undefined;
}

/** A few bidirectional layers over the context's keys and values of some causal layers. */
export interface CanvasGraph {
  readonly file: string;
  readonly gpu: string | undefined;
  /** The causal layers, one for each layer of the canvas. */
  readonly layers: readonly number[];
}

export interface FileFacts {
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface TokenizerFacts {
  readonly file: string;
  /** V. */
  readonly vocabulary: number;
  readonly special: SpecialTokens;
  /** When the last token before a hole moves into it: only after letters, or in any case. */
  readonly heal: 'words' | 'always';
}

export interface SpecialTokens {
  readonly pad: number;
  readonly end: number;
  readonly file: number;
  readonly prefix: number;
  /** `<|hole_k|>` at index k. */
  readonly holes: readonly number[];
}

export interface Limits {
  /** Tokens of the context stream. */
  readonly context: number;
  /** Tokens of one hole. */
  readonly maxHole: number;
  readonly maxHoles: number;
  readonly headerTokens: number;
  /** Whether a head tells how many tokens a hole has. */
  readonly lengths: boolean;
  readonly layout: Layout;
  /** Tokens of the text after the last hole, at most; absent: as many as there is room for. */
  readonly suffixTokens: number | undefined;
}

/** Where tokens stand. */
export type Layout =
  /** Each segment at an offset of its own. */
  | { readonly kind: 'fixed'; readonly segmentStride: number }
  /** One after the other as they stream, with room for a hole after each segment but the last. */
  | { readonly kind: 'stream-order' };

/** The newest `schema` this engine reads. */
export const manifestSchema = 1;
/** The file of a model that comes with a codebook of its own. */
export const codebookFile = 'codebook.bin';

/**
 * Parses the text of a manifest. Refused with a sentence: what is not JSON or lacks a field
 * (`model-corrupt`), and what asks for more than this engine knows (`model-unsupported`).
 *
 * @param advice what to do about one that is damaged
 */
export function parseManifest(
  text: string,
  where: string,
  advice = sentence('Install the model again.'),
): Result<Manifest, Failure> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/u, '')); // as some editors begin a file
  } catch {
    return refusal('model-corrupt', sentence('{0} is not valid JSON. {1}', where, advice));
  }
  const reader = JsonReader.of(value, where);
  const schema = reader.integer('schema', 1);
  // Before any other field: a newer manifest may well lack or change what follows.
  if (reader.problem === undefined && schema > manifestSchema) {
    return refusal(
      'model-unsupported',
      sentence(
        '{0} is written in schema {1}, and this version reads schemas up to {2}. Update Prime Infill, or choose an older release of the model.',
        where,
        schema,
        manifestSchema,
      ),
    );
  }
  const kind = reader.object('graph').string('kind');
  if (reader.problem === undefined && kind !== 'cached') {
    return refusal(
      'model-unsupported',
      sentence(
        '{0} asks for a graph of kind “{1}”, and this version runs only “cached”. Update Prime Infill, or choose another model.',
        where,
        kind,
      ),
    );
  }
  const manifest = readManifest(reader);
  const problem = reader.problem ?? inconsistency(manifest);
  if (problem !== undefined) {
    return refusal(
      'model-corrupt',
      sentence('{0} cannot be used: {1}. {2}', where, problem, advice),
    );
  }
  const unsupported = excess(manifest);
  if (unsupported !== undefined) {
    return refusal(
      'model-unsupported',
      sentence('{0} cannot be used: {1}. Choose another model.', where, unsupported),
    );
  }
  return ok(manifest);
}

function refusal(code: Failure['code'], said: Sentence): Result<never, Failure> {
  return failed(failureOf(code, said));
}

/** It stands in lists, menus and a terminal: one line, nothing that moves a cursor. */
function readName(reader: JsonReader): string {
  const name = reader.string('name');
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name))
    reader.complain(sentence('name should be one line of text'));
  return name;
}

function readManifest(reader: JsonReader): Manifest {
  const graph = reader.object('graph');
  const tokenizer = reader.object('tokenizer');
  const special = tokenizer.object('special');
  const subTokens = reader.object('subTokens');
  const limits = reader.object('limits');
  return {
    id: reader.string('id'),
    name: readName(reader),
    description: reader.string('description'),
    licence: reader.string('licence'),
    languages: reader.strings('languages'),
    graph: {
      kind: 'cached',
      file: graph.string('file'),
      gpu: graph.has('gpu') ? graph.string('gpu') : undefined,
      layers: graph.integer('layers', 1),
      kvHeads: graph.integer('kvHeads', 1),
      headDim: graph.integer('headDim', 1),
      canvas: graph.has('canvas') ? readCanvas(graph.object('canvas')) : undefined,
    },
    files: readFiles(reader.object('files')),
    tokenizer: {
      file: tokenizer.string('file'),
      vocabulary: tokenizer.integer('vocabulary', 2),
      special: {
        pad: special.integer('pad', 0),
        end: special.integer('end', 0),
        file: special.integer('file', 0),
        prefix: special.integer('prefix', 0),
        holes: special.integers('holes'),
      },
      heal: tokenizer.has('heal') ? tokenizer.oneOf('heal', ['words', 'always'], 'words') : 'words',
    },
    subTokens: {
      length: subTokens.integer('length', 1),
      base: subTokens.integer('base', 2),
      codebook: subTokens.oneOf('codebook', ['identity', 'shuffled', 'semantic'], 'identity'),
      order: subTokens.oneOf('order', ['independent', 'nested'], 'nested'),
    },
    limits: {
      context: limits.integer('context', 1),
      maxHole: limits.integer('maxHole', 1),
      maxHoles: limits.integer('maxHoles', 1),
      headerTokens: limits.integer('headerTokens', 1),
      // One graph for both has a length head by its format; a canvas of its own may lack it.
      lengths: limits.has('lengths') ? limits.boolean('lengths') : !graph.has('canvas'),
      layout: readLayout(limits),
      suffixTokens: limits.has('suffixTokens') ? limits.integer('suffixTokens', 1) : undefined,
    },
    sampler: reader.has('sampler') ? reader.oneOf('sampler', recommendable, 'entropy') : undefined,
    parameters: reader.has('training') ? (reader.numbers('training')['parameters'] ?? 0) : 0,
    metrics: reader.numbers('metrics'),
  };
}

function readCanvas(canvas: JsonReader): CanvasGraph {
  return {
    file: canvas.string('file'),
    gpu: canvas.has('gpu') ? canvas.string('gpu') : undefined,
    layers: canvas.integers('layers'),
  };
}

function readLayout(limits: JsonReader): Layout {
  const kind = limits.has('layout')
    ? limits.oneOf('layout', ['fixed', 'stream-order'], 'fixed')
    : 'fixed';
  return kind === 'fixed' ? { kind, segmentStride: limits.integer('segmentStride', 1) } : { kind };
}

function readFiles(reader: JsonReader): ReadonlyMap<string, FileFacts> {
  const files = new Map<string, FileFacts>();
  for (const name of reader.keys()) {
    const facts = reader.object(name);
    const sha256 = facts.string('sha256');
    if (!/^[0-9a-f]{64}$/.test(sha256)) {
      facts.complain(sentence('files.{0}.sha256 should be 64 lower-case hexadecimal digits', name));
    }
    files.set(name, { sha256, bytes: facts.integer('bytes', 1) });
  }
  return files;
}

/** What contradicts itself in a manifest whose fields are all there. */
function inconsistency(manifest: Manifest): Sentence | undefined {
  const { files, graph, tokenizer, subTokens } = manifest;
  for (const name of files.keys()) {
    // A manifest is data from elsewhere: it must not make us read outside the model's folder.
    if (!/^[\w][\w.-]*$/.test(name))
      return sentence('files names “{0}”, which is not a plain file name', name);
  }
  const { canvas } = graph;
  for (const name of [tokenizer.file, ...graphFiles(graph)]) {
    if (!files.has(name)) return sentence('it uses {0}, which files does not list', name);
  }
  if (canvas !== undefined) {
    if (canvas.layers.length === 0) return sentence('its canvas has no layers');
    const beyond = canvas.layers.find((layer) => layer < 0 || layer >= graph.layers);
    if (beyond !== undefined)
      return sentence('its canvas reads layer {0} of {1}', beyond, graph.layers);
  }
  const codes = subTokens.base ** subTokens.length;
  if (codes < tokenizer.vocabulary) {
    return sentence(
      '{0} digits in base {1} give {2} codes, fewer than its {3} tokens',
      subTokens.length,
      subTokens.base,
      codes,
      tokenizer.vocabulary,
    );
  }
  const { pad, end, file, prefix, holes } = tokenizer.special;
  const outside = [pad, end, file, prefix, ...holes].find(
    (id) => id < 0 || id >= tokenizer.vocabulary,
  );
  if (outside !== undefined)
    return sentence('special token {0} lies outside the vocabulary', outside);
  return undefined;
}

/** Bytes of all files of a model, but for its manifest. */
export function totalBytes(files: Manifest['files']): number {
  return [...files.values()].reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Every graph that a model may be asked to run. */
export function graphFiles({ file, gpu, canvas }: CachedGraph): readonly string[] {
  return [file, gpu, canvas?.file, canvas?.gpu].filter((name) => name !== undefined);
}

/** Far above any model that runs on one machine: a number must not make us fill its memory. */
const mostOf = {
  context: 131_072,
  maxHole: 4096,
  maxHoles: 64,
  headerTokens: 4096,
  segmentStride: 2 ** 24,
  layers: 512,
  kvHeads: 1024,
  headDim: 4096,
  vocabulary: 2 ** 20,
} as const;

/** What this engine has no room for. */
function excess(manifest: Manifest): Sentence | undefined {
  const { subTokens, limits, tokenizer, graph } = manifest;
  const { layout } = limits;
  const segmentStride = layout.kind === 'fixed' ? layout.segmentStride : 0;
  const sizes = { ...limits, ...graph, segmentStride, vocabulary: tokenizer.vocabulary };
  for (const [name, most] of Object.entries(mostOf)) {
    const size = sizes[name as keyof typeof mostOf];
    if (size > most) return sentence('its {0} of {1} is more than {2}', name, size, most);
  }
  if ((subTokens.base + 1) ** subTokens.length >= 2 ** 31) {
    return sentence(
      '{0} digits in base {1} have more states than 32 bits can number',
      subTokens.length,
      subTokens.base,
    );
  }
  if (limits.maxHoles > tokenizer.special.holes.length) {
    return sentence(
      'it allows {0} holes and has only {1} hole tokens',
      limits.maxHoles,
      tokenizer.special.holes.length,
    );
  }
  if (limits.context <= limits.headerTokens + 2 * limits.maxHoles) {
    return sentence('a context of {0} tokens leaves no room for text', limits.context);
  }
  if (layout.kind === 'fixed' && limits.context >= layout.segmentStride) {
    return sentence(
      'a context of {0} tokens would run into the next segment at {1}',
      limits.context,
      layout.segmentStride,
    );
  }
  return undefined;
}
