import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { clocks, type ClockName } from './clocks';
import { FillBench, usualContext } from './fillBench';
import { Llama } from './llama';
import { parts } from './parts';
import type { Column } from './table';
import type { Row } from './task';

/** What one process of the bench measures. */
export interface Subject {
  /** A folder. */
  readonly model: string;
  readonly threads: number;
  /** Some of `parts`. */
  readonly names: readonly string[];
  /** For a part. */
  readonly budgetMs: number;
  readonly clock: ClockName;
  /** Where node-llama-cpp is installed. */
  readonly llama: string;
}

export async function column(subject: Subject): Promise<Column> {
  const { model: folder, threads, names, budgetMs, llama: installed } = subject;
  const clock = clocks[subject.clock];
  const ours = await FillBench.open({ folder, text: await sources(), threads, clock });
  const notes: string[] = [];
  const rows: Record<string, readonly Row[]> = {};
  const isRandom = ours.info.name.includes('random');
  for (const name of names) {
    // Random weights choose lengths at random, up to several canvases.
    if (name === 'defaults' && isRandom) continue;
    if (name !== 'fills') {
      rows[name] = await parts[name]!({ ours, llama: undefined, budgetMs });
      continue;
    }
    const tokens = usualContext + 128;
    const theirs = await Llama.open(ours.info.id, { folder: installed, threads, tokens, clock });
    if (theirs.kind === 'absent') notes.push(theirs.why);
    const llama = theirs.kind === 'open' ? theirs.llama : undefined;
    rows[name] = await parts[name]!({ ours, llama, budgetMs });
    await llama?.dispose();
  }
  await ours.dispose();
  return { model: isRandom ? `${basename(folder)} (random)` : ours.info.id, threads, rows, notes };
}

/** A long text of the kind that is filled: the engine's own. */
async function sources(): Promise<string> {
  const folders = ['infill', 'diffusion', 'tokens'].map((room) => join('src', 'engine', room));
  const texts: string[] = [];
  for (const folder of folders) {
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort()) {
      texts.push(await readFile(join(folder, file), 'utf8'));
    }
  }
  return texts.join('\n');
}
