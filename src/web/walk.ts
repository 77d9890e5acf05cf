import { IgnoreRules, type IgnoreFile } from '../host/elsewhere/ignoreRules';
import { looksSecret } from '../host/elsewhere/looksSecret';

/** A folder of a virtual workspace; paths are below it, with `/`, and its own is empty. */
export interface Tree {
  /** Names in a folder. A link is neither a file nor a folder. May reject. */
  entries(
    path: string,
  ): Promise<readonly (readonly [name: string, kind: 'file' | 'folder' | 'other'])[]>;
  /** Undefined where it cannot be read. */
  text(path: string): Promise<string | undefined>;
}

export interface WalkOptions {
  /** Ends of names, without a dot. */
  readonly ends: readonly string[];
  /** What is left out, as globs that rules of Git understand. */
  readonly excluded: readonly string[];
  readonly mostFiles: number;
  readonly mostFolders: number;
}

export interface Walked {
  readonly files: readonly string[];
  /** Whether there are some, and Git ignores them all. */
  readonly areAllIgnored: boolean;
}

const neverEntered: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * Files of a folder and of those in it, nearest the root first: those that Git's rules in it do not ignore, and that do not look
 * as if they held keys or passwords. A folder that cannot be read has none.
 */
export async function walk(tree: Tree, options: WalkOptions): Promise<Walked> {
  const { ends, excluded, mostFiles, mostFolders } = options;
  const excludes = new IgnoreRules([{ folder: '', text: excluded.join('\n') }]);
  const rules: IgnoreFile[] = [];
  const files: string[] = [];
  let ignored = 0;
  const folders = [''];
  for (let at = 0; at < Math.min(folders.length, mostFolders); at++) {
    const folder = folders[at]!;
    const entries = await tree.entries(folder).catch(() => []);
    const below = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
    if (entries.some(([name]) => name === '.gitignore')) {
      // Rules that cannot be read: rather none of its files than one that was to be left alone.
      rules.push({ folder, text: (await tree.text(below('.gitignore'))) ?? '*' });
    }
    const known = new IgnoreRules(rules);
    for (const [name, kind] of entries) {
      const path = below(name);
      if (kind === 'folder' && !neverEntered.has(name)) folders.push(path);
      if (kind !== 'file' || !ends.some((end) => name.endsWith(`.${end}`))) continue;
      if (excludes.ignores(path) || looksSecret(path)) continue;
      if (known.ignores(path)) ignored += 1;
      else if (files.length < mostFiles) files.push(path);
    }
  }
  return { files, areAllIgnored: files.length === 0 && ignored > 0 };
}
