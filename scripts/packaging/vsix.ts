import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createVSIX, listFiles } from '@vscode/vsce';
import { root } from '../vscode/paths';
import { ownOf, unnamedIn, type Target } from './target';

export interface PackageOptions {
  readonly target: Target;
  /** Ids of models that are left out. */
  readonly without: readonly string[];
}

/** A folder with what a package holds, and a little more, which the ignore file keeps out. */
interface Staged {
  readonly folder: string;
  readonly ignoreFile: string;
}

/** Any moment that a zip can tell; no package tells when it was made. */
const madeAt = '946684800';

/** Makes the package. The same input gives the same bytes. */
export async function makePackage(options: PackageOptions, packagePath: string): Promise<void> {
  const { folder, ignoreFile } = await stage(options);
  // Read by the packager, whose zip dates entries by the clock on the wall.
  process.env['SOURCE_DATE_EPOCH'] = madeAt;
  process.env['TZ'] = 'UTC';
  await createVSIX({
    cwd: folder,
    ...(options.target === 'universal' ? {} : { target: options.target }),
    packagePath,
    ignoreFile,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
}

/** Paths of the files that the package would hold. */
export async function packagedFiles(options: PackageOptions): Promise<readonly string[]> {
  const { folder, ignoreFile } = await stage(options);
  return listFiles({ cwd: folder, ignoreFile });
}

/**
 * A folder with little more in it than what is shipped. The packager matches every file that it finds
 * against every pattern, and the repository's cache holds a whole VS Code: that took half a minute.
 */
async function stage({ target, without }: PackageOptions): Promise<Staged> {
  const all = await readFile(join(root, '.vscodeignore'), 'utf8');
  const shipped = `${all}${ownOf(target).join('\n')}\n`;
  const folder = join(root, 'out', 'package', [target, ...without.map((id) => `no-${id}`)].join('-')); // prettier-ignore
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const parts = [...shipped.matchAll(/^!([^/\n]+)/gmu)].map(([, part = '']) => part);
  for (const part of new Set(parts))
    if (part === 'node_modules') await symlink(join(root, part), join(folder, part), 'junction');
    else await cp(join(root, part), join(folder, part), { recursive: true });
  for (const id of without) await rm(join(folder, 'models', id), { recursive: true });
  await nameProgramsOf(target, join(folder, 'package.json'));
  const ignoreFile = join(folder, '.vscodeignore');
  await writeFile(ignoreFile, shipped);
  return { folder, ignoreFile };
}

/** Takes out of the package.json what names programs that are not in the package. */
async function nameProgramsOf(target: Target, file: string): Promise<void> {
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Readonly<Record<string, unknown>>;
  const unnamed = unnamedIn(target);
  const named = Object.entries(manifest).filter(([name]) => !unnamed.includes(name));
  await writeFile(file, `${JSON.stringify(Object.fromEntries(named), undefined, 2)}\n`);
}
