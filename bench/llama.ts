import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
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

const folder = join('bench', 'llama', 'node_modules', 'node-llama-cpp', 'dist', 'index.js');

/** A model of llama.cpp with as many parameters as a model of ours, weights arbitrary, Q8_0. */
export class Llama {
  private constructor(
    private readonly sequence: LlamaSequence,
    private readonly end: () => Promise<void>,
  ) {}

  /** Undefined if llama.cpp was not installed, or the model's shape is not known. */
  static async open(modelId: string, threads: number, context: number): Promise<Llama | undefined> {
    const config = join('train', 'configs', `${modelId}.json`);
    if (!existsSync(folder) || !existsSync(config)) return undefined;
    const temporary = await mkdtemp(join(tmpdir(), 'prime-infill-'));
    const modelPath = join(temporary, 'timing.gguf');
    await writeTimingGguf(modelPath, shapeOf(await readFile(config, 'utf8'), context));
    const module = (await import(pathToFileURL(resolve(folder)).href)) as LlamaModule;
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
    return new Llama(made.getSequence(), end);
  }

  /**
   * Reads a prompt and writes `count` tokens after it, greedily.
   * @returns milliseconds for the prompt and for the tokens
   */
  async fill(promptTokens: number, count: number): Promise<{ promptMs: number; fillMs: number }> {
    await this.sequence.clearHistory();
    const prompt = Array.from({ length: promptTokens }, (_, at) => 300 + ((at * 37) % 3000));
    const started = performance.now();
    let promptMs = 0;
    let written = -1; // the first comes out of the prompt's own evaluation
    const writing = this.sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true });
    const tokens = writing[Symbol.asyncIterator]();
    while (written < count && (await tokens.next()).done !== true) {
      if (++written === 0) promptMs = performance.now() - started;
    }
    await tokens.return?.();
    if (written < count) throw new Error(`llama.cpp stopped after ${written} of ${count} tokens`);
    return { promptMs, fillMs: performance.now() - started - promptMs };
  }

  dispose(): Promise<void> {
    return this.end();
  }
}

/** Two matrices of a feed-forward layer of ours hold as much as three of Llama's, two thirds as wide. */
function shapeOf(config: string, context: number): LlamaShape {
  const { model } = JSON.parse(config) as { model: Record<string, number> };
  const at = (key: string): number => {
    const value = model[key];
    if (value === undefined) throw new Error(`the config has no ${key}`);
    return value;
  };
  return {
    vocabulary: at('vocabulary'),
    width: at('width'),
    layers: at('layers'),
    heads: at('heads'),
    kvHeads: at('kv_heads'),
    headDim: at('head_dim'),
    hidden: Math.round((2 * at('hidden')) / 3 / 32) * 32,
    context,
  };
}
