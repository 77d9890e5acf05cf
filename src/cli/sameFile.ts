import { fstatSync, statSync, type BigIntStats } from 'node:fs';
import { resolve } from 'node:path';

/** A file that a command reads or writes, with the option that names it. */
export interface NamedFile {
  readonly option: string;
  /** `-` is standard input. */
  readonly path: string;
}

/**
 * What is wrong with files of which an output is also an input, or another output, by whatever links
 * and names; undefined if nothing is.
 */
export function fileClash(
  inputs: readonly NamedFile[],
  outputs: readonly NamedFile[],
): string | undefined {
  const seen = inputs.map((file) => ({ ...file, role: 'reads' }));
  for (const output of outputs) {
    const other = seen.find(({ path }) => isSameFile(path, output.path));
    if (other !== undefined) {
      return (
        `${output.option} ${output.path} is the file that ${other.option} ${other.role}. ` +
        'Give another file, so that nothing is lost.'
      );
    }
    seen.push({ ...output, role: 'writes' });
  }
  return undefined;
}

function isSameFile(a: string, b: string): boolean {
  const [left, right] = [factsOf(a), factsOf(b)];
  if (left === undefined || right === undefined) return resolve(a) === resolve(b);
  // One terminal, or /dev/null, may be read and written.
  return left.isFile() && left.dev === right.dev && left.ino === right.ino;
}

function factsOf(path: string): BigIntStats | undefined {
  try {
    return path === '-' ? fstatSync(0, { bigint: true }) : statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}
