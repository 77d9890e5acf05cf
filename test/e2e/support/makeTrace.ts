import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../../scripts/vscode/paths';

/** Twelve tokens in two candidates over 64 steps, most of which are idle, by the command line. */
export async function makeTrace(path: string): Promise<void> {
  const settings =
    '--model prime-tiny --device cpu --sampler ancestral --steps 64 --length 12 --candidates 2 --temperature 0.7 --seed 3';
  const sample = join(root, 'samples', 'temperature.ts');
  const words = ['fill', sample, '--at', '15:10-15:32', ...settings.split(' '), '--trace', path];
  await promisify(execFile)(process.execPath, [join(root, 'dist', 'cli.js'), ...words]);
}
