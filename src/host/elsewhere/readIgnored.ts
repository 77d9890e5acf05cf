import { dirname, relative, sep } from 'node:path';
import { isRepository, rulesIn } from './gitRules';
import { IgnoreRules } from './ignoreRules';

/** Folders above one that are looked at, at most. */
const mostAbove = 32;

/**
 * Reads the rules of every folder in which one of some files lies, of the folders above up to the root of the
 * repository, and those that Git keeps for the repository and for the user.
 *
 * @param folder absolute
 * @param files in it, absolute
 * @returns whether Git ignores one of them
 */
export async function readIgnored(
  folder: string,
  files: readonly string[],
): Promise<(file: string) => boolean> {
  const root = await rootOf(folder);
  const named = (path: string): string => relative(root, path).split(sep).join('/');
  const folders = new Set([root]);
  for (const file of files)
    for (let at = dirname(file); !folders.has(at) && at.startsWith(root); at = dirname(at))
      folders.add(at);
  const rules = [];
  for (const one of folders) rules.push(...(await rulesIn(one, named(one))));
  const read = new IgnoreRules(rules);
  return (file) => read.ignores(named(file));
}

/** The root of the repository that a folder lies in, or itself. */
async function rootOf(folder: string): Promise<string> {
  for (let at = folder, above = 0; above < mostAbove; above++) {
    if (await isRepository(at)) return at;
    const next = dirname(at);
    if (next === at) break;
    at = next;
  }
  return folder;
}
