import { failureOf } from '../../base/failureOf';
import { failed, ok, type Result } from '../../base/result';
import { JsonReader } from '../../base/jsonReader';
import { sentence, type Sentence } from '../../base/sentence';
import type { Failure, SubTokens } from '../index';
import { readGraph, type Graph } from './graphKinds';
import { excess, inconsistency } from './manifestProblems';
import {
  readSequenceTokens,
  readSpecialTokens,
  type SequenceTokens,
  type SpecialTokens,
} from './specialTokens';
import { recommendable, type OneSampler } from '../../settings/fillSettings';

/** What `manifest.json` says of a model; the format is docs/model-format.md. */
export interface Manifest {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly licence: string;
  readonly languages: readonly string[];
  readonly graph: Graph;
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

export interface FileFacts {
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface TokenizerFacts {
  readonly file: string;
  /** V. */
  readonly vocabulary: number;
  readonly special: SpecialTokens | SequenceTokens;
  /** When the last token before a hole moves into it: only after letters, or in any case. */
  readonly heal: 'words' | 'always';
}

export interface Limits {
  /** Tokens of the context stream; of kind `plain`, of the text around the holes. */
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
  | { readonly kind: 'stream-order' }
  /** As in the document, the holes in their places. */
  | { readonly kind: 'document' };

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
  if (reader.problem === undefined && kind !== 'cached' && kind !== 'plain') {
    return refusal(
      'model-unsupported',
      sentence(
        '{0} asks for a graph of kind “{1}”, and this version runs only “cached” and “plain”. Update Prime Infill, or choose another model.',
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
  const isPlain = graph.has('kind') && graph.string('kind') === 'plain';
  return {
    id: reader.string('id'),
    name: readName(reader),
    description: reader.string('description'),
    licence: reader.string('licence'),
    languages: reader.strings('languages'),
    graph: readGraph(graph),
    files: readFiles(reader.object('files')),
    tokenizer: {
      file: tokenizer.string('file'),
      vocabulary: tokenizer.integer('vocabulary', 2),
      special: isPlain ? readSequenceTokens(special) : readSpecialTokens(special),
      heal: tokenizer.has('heal') ? tokenizer.oneOf('heal', ['words', 'always'], 'words') : 'words',
    },
    subTokens: {
      length: subTokens.integer('length', 1),
      base: subTokens.integer('base', 2),
      codebook: subTokens.oneOf('codebook', ['identity', 'shuffled', 'semantic'], 'identity'),
      order: subTokens.oneOf('order', ['independent', 'nested'], 'nested'),
    },
    limits: isPlain ? readPlainLimits(limits) : readLimits(limits, graph.has('canvas')),
    sampler: reader.has('sampler') ? reader.oneOf('sampler', recommendable, 'entropy') : undefined,
    parameters: reader.has('training') ? (reader.numbers('training')['parameters'] ?? 0) : 0,
    metrics: reader.numbers('metrics'),
  };
}

function readLimits(limits: JsonReader, hasCanvas: boolean): Limits {
  return {
    context: limits.integer('context', 1),
    maxHole: limits.integer('maxHole', 1),
    maxHoles: limits.integer('maxHoles', 1),
    headerTokens: limits.integer('headerTokens', 1),
    // One graph for both has a length head by its format; a canvas of its own may lack it.
    lengths: limits.has('lengths') ? limits.boolean('lengths') : !hasCanvas,
    layout: readLayout(limits),
    suffixTokens: limits.has('suffixTokens') ? limits.integer('suffixTokens', 1) : undefined,
  };
}

function readPlainLimits(limits: JsonReader): Limits {
  return {
    context: limits.integer('context', 1),
    maxHole: limits.integer('maxHole', 1),
    maxHoles: limits.integer('maxHoles', 1),
    headerTokens: 0,
    lengths: false,
    layout: { kind: 'document' },
    suffixTokens: undefined,
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

/** Whether the model can read and write from left to right, beside denoising. */
export function hasCausalPath({ graph }: Pick<Manifest, 'graph'>): boolean {
  return graph.kind === 'cached';
}

/** Bytes of all files of a model, but for its manifest. */
export function totalBytes(files: Manifest['files']): number {
  return [...files.values()].reduce((sum, { bytes }) => sum + bytes, 0);
}
