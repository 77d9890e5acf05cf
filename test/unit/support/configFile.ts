import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildOptions } from 'esbuild';

/** The configuration files are ES modules, which a CommonJS test loads at run time. */
export async function configFile<T>(name: string): Promise<T> {
  const url = pathToFileURL(join(process.cwd(), 'config', name)).href;
  return (await import(url)) as T;
}

/** What config/build.mjs exports, as far as tests ask for it. */
export interface BuildFile {
  readonly extension: Readonly<
    Record<'host' | 'worker' | 'cli' | 'web' | 'webWorker' | 'visualiser', BuildOptions>
  >;
}
