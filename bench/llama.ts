import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Clock } from '../src/base/clock';
import { writeTimingGguf, type LlamaShape } from './gguf';

/** The little of node-llama-cpp that is used here; it is not among our dependencies. */
interface LlamaModule {
  getLlama(options: object): Promise<{
    loadModel(options: object): Promise<{
      createContext(options: object): Promise<{ getSequence(): LlamaSequence }>;
    }>;
    dispose(): Promise<void>;
  }>;
}

interface LlamaSequence {
  clearHistory(): Promise<void>;
  evaluate(tokens: readonly number[], options: object): AsyncIterable<number>;
}

/** Of node-llama-cpp, as bench/llama/package.json has it. */
const version = '3.22.1';

/** The prebuilt binaries for the CPU, by platform. */
const binaries: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-arm64': 'mac-arm64-metal',
  'darwin-x64': 'mac-x64',
  'win32-x64': 'win-x64',
  'win32-arm64': 'win-arm64',
};

export type OpenedLlama =
  | { readonly kind: 'open'; readonly llama: Llama }
  /** Why it could not be measured, and what to do about it. */
  | { readonly kind: 'absent'; readonly why: string };

/** What to do where llama.cpp is not installed in the folder. */
export function howToInstall(folder: string, platform: string): string {
  const binary = binaries[platform];
  const skipped = 'llama.cpp was not measured:';
  if (binary === undefined) return `${skipped} it has no prebuilt binaries for ${platform}.`;
  return (
    `${skipped} it is not installed. Install it (some 20 MB, only for this comparison) and measure again: ` +
    `npm i --prefix ${folder} --no-save --no-package-lock --ignore-scripts --omit=optional ` +
    `node-llama-cpp@${version} @node-llama-cpp/${binary}@${version}`
  );
}

export interface LlamaOptions {
  /** Where node-llama-cpp is installed. */
  readonly folder: string;
  readonly threads: number;
  /** That its context must hold. */
  readonly tokens: number;
  readonly clock: Clock;
}

/** A model of llama.cpp with as many parameters as a model of ours, weights arbitrary, Q8_0. */
export class Llama {
  private constructor(
    private readonly sequence: LlamaSequence,
    private readonly clock: Clock,
    private readonly end: () => Promise<void>,
  ) {}

  static async open(modelId: string, options: LlamaOptions): Promise<OpenedLlama> {
    const { folder, tokens: context, threads, clock } = options;
    const config = join('train', 'configs', `${modelId}.json`);
    const entry = join(folder, 'node_modules', 'node-llama-cpp', 'dist', 'index.js');
    if (!existsSync(entry)) {
      return { kind: 'absent', why: howToInstall(folder, `${process.platform}-${process.arch}`) };
    }
    if (!existsSync(config)) {
      const why = `llama.cpp was not measured beside ${modelId}: there is no ${config} with its shape.`;
      return { kind: 'absent', why };
    }
    const temporary = await mkdtemp(join(tmpdir(), 'prime-infill-'));
    const modelPath = join(temporary, 'timing.gguf');
    await writeTimingGguf(modelPath, shapeOf(await readFile(config, 'utf8'), context));
    const module = (await import(pathToFileURL(resolve(entry)).href)) as LlamaModule;
    const llama = await module.getLlama({
      gpu: false,
      build: 'never',
      skipDownload: true,
      maxThreads: threads,
      logLevel: 'error',
    });
    const model = await llama.loadModel({ modelPath });
    const made = await model.createContext({ contextSize: context, threads, batchSize: 512 });
    const end = async (): Promise<void> => {
      await llama.dispose();
      await rm(temporary, { recursive: true });
    };
    return { kind: 'open', llama: new Llama(made.getSequence(), clock, end) };
  }

  /**
   * Reads a prompt and writes `count` tokens after it, greedily.
   * @returns milliseconds for the prompt and for the tokens
   */
  async fill(promptTokens: number, count: number): Promise<{ promptMs: number; fillMs: number }> {
    await this.sequence.clearHistory();
    const prompt = Array.from({ length: promptTokens }, (_, at) => 300 + ((at * 37) % 3000));
    const started = this.clock.now();
    let promptMs = 0;
    let written = -1; // the first comes out of the prompt's own evaluation
    const writing = this.sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true });
    const tokens = writing[Symbol.asyncIterator]();
    while (written < count && (await tokens.next()).done !== true) {
      if (++written === 0) promptMs = this.clock.now() - started;
    }
    await tokens.return?.();
    if (written < count) throw new Error(`llama.cpp stopped after ${written} of ${count} tokens`);
    return { promptMs, fillMs: this.clock.now() - started - promptMs };
  }

  dispose(): Promise<void> {
    return this.end();
  }
}

/**
 * Two matrices of a feed-forward layer of ours hold as much as three of Llama's, two thirds as wide.
 * Heads narrower than 64 are put together: llama.cpp took 3 ms a token with heads of 32 (prime-tiny's
 * shape), .6 with half as many of 64, and it shall not lose by that.
 */
function shapeOf(config: string, context: number): LlamaShape {
  const { model } = JSON.parse(config) as { model: Record<string, number> };
  const at = (key: string): number => {
    const value = model[key];
    if (value === undefined) throw new Error(`the config has no ${key}`);
    return value;
  };
  const together = Math.max(1, Math.floor(64 / at('head_dim')));
  return {
    vocabulary: at('vocabulary'),
    width: at('width'),
    layers: at('layers'),
    heads: Math.max(1, Math.round(at('heads') / together)),
    kvHeads: Math.max(1, Math.round(at('kv_heads') / together)),
    headDim: at('head_dim') * together,
    hidden: Math.round((2 * at('hidden')) / 3 / 32) * 32,
    context,
  };
}
