import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { IgnoreFile } from './ignoreRules';

/** Bytes of a file of rules, at most. */
const mostBytes = 1_000_000;
/** Stands for rules that are there and cannot be read: rather none of its files than one that was to be left alone. */
const everything = '*\n';

/**
 * The rules of one folder: its own, and where it is the root of a repository those that Git keeps elsewhere.
 *
 * @param folder absolute
 * @param relative from the root of all paths, as the rules name it
 */
export async function rulesIn(folder: string, relative: string): Promise<readonly IgnoreFile[]> {
  const git = await gitFolderOf(folder);
  const elsewhere = git === undefined ? [] : [...(await ofUser(git)), join(git, 'info', 'exclude')];
  const texts = await Promise.all([...elsewhere, join(folder, '.gitignore')].map(readRules));
  // What stands later has the last word.
  const text = texts.filter((one) => one !== '').join('\n');
  return text === '' ? [] : [{ folder: relative, text }];
}

/** Whether a folder is the root of a repository. */
export async function isRepository(folder: string): Promise<boolean> {
  return (await kindOf(join(folder, '.git'))) !== undefined;
}

/** The rules that a file holds, whatever its encoding: those that say something in it still do. */
async function readRules(path: string): Promise<string> {
  const kind = await kindOf(path);
  if (kind === undefined || kind === 'folder') return '';
  return kind === 'file' ? ((await read(path)) ?? everything) : everything;
}

/** The folder that holds what all worktrees of a repository share; undefined where there is none. */
async function gitFolderOf(folder: string): Promise<string | undefined> {
  const git = join(folder, '.git');
  const kind = await kindOf(git);
  if (kind !== 'file') return kind === 'folder' ? git : undefined;
  // A worktree or a submodule: a file says where it is.
  const [, named] = /^gitdir: *(.+?)\s*$/mu.exec((await read(git)) ?? '') ?? [];
  if (named === undefined) return undefined;
  const own = resolve(folder, named);
  const common = (await read(join(own, 'commondir')))?.trim();
  return common === undefined || common === '' ? own : resolve(own, common);
}

/** The files of rules that the user has for all repositories, or for this one. */
async function ofUser(git: string): Promise<readonly string[]> {
  const home = homedir();
  const kept = process.env['XDG_CONFIG_HOME'] ?? '';
  const xdg = join(kept === '' ? join(home, '.config') : kept, 'git');
  const named: string[] = [];
  for (const config of [join(xdg, 'config'), join(home, '.gitconfig'), join(git, 'config')])
    named.push(...excludesFiles((await read(config)) ?? '', home));
  return [join(xdg, 'ignore'), ...named];
}

/** What `core.excludesFile` names in a file of Git's configuration. */
export function excludesFiles(config: string, home: string): readonly string[] {
  let section = '';
  return config.split(/\r?\n/u).flatMap((line) => {
    section = /^\s*\[\s*([^\]]*?)\s*\]/u.exec(line)?.[1]?.toLowerCase() ?? section;
    const [, set = ''] = /^\s*(?:\[[^\]]*\])?\s*excludesfile\s*=\s*(.*?)\s*$/iu.exec(line) ?? [];
    if (section !== 'core' || set === '') return [];
    const path = set.startsWith('"') ? set.slice(1, set.indexOf('"', 1)).replaceAll('\\\\', '\\') : set.replace(/\s+[#;].*$/u, ''); // prettier-ignore
    const full = path.startsWith('~/') ? join(home, path.slice(2)) : path;
    return isAbsolute(full) ? [full] : [];
  });
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'other' | undefined> {
  try {
    const found = await stat(path);
    if (found.isFile()) return found.size > mostBytes ? 'other' : 'file';
    return found.isDirectory() ? 'folder' : 'other';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : 'other';
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    if ((await kindOf(path)) !== 'file') return undefined;
    return new TextDecoder().decode(await readFile(path));
  } catch {
    return undefined;
  }
}
