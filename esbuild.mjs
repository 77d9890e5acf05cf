// Builds everything that runs: the extension into dist/, tests, benchmarks and scripts into out/.
// usage: node esbuild.mjs [--watch] [--production] [extension|unit|host|e2e|bench|scripts …]
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as esbuild from 'esbuild';
import { buildGroups } from './config/build.mjs';

const flags = new Set(process.argv.slice(2).filter((word) => word.startsWith('--')));
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const production = flags.has('--production');

const groups = buildGroups();
for (const name of wanted)
  if (groups[name] === undefined)
    throw new Error(`no build group ${name}: there are ${Object.keys(groups).join(', ')}`);

const builds = Object.entries(groups)
  .filter(([name]) => wanted.length === 0 || wanted.includes(name))
  .flatMap(([, list]) => list)
  .filter((build) => build.entryPoints.length > 0)
  .map((build) => ({
    ...build,
    metafile: true,
    ...(production ? { minify: true, sourcemap: false } : {}),
  }));

if (flags.has('--watch')) {
  for (const build of builds) await (await esbuild.context(build)).watch();
  console.warn('watching');
} else {
  const results = await Promise.allSettled(builds.map((build) => esbuild.build(build)));
  results.forEach((result, index) => {
    // esbuild has printed its errors already.
    if (result.status === 'rejected') process.exitCode = 1;
    else removeStale(builds[index].outdir, result.value.metafile);
  });
  if (existsSync('dist/cli.js')) chmodSync('dist/cli.js', 0o755);
}

/** A bundle whose source is gone must not be run as a test again. */
function removeStale(outdir, metafile) {
  if (outdir === undefined) return;
  const fresh = new Set(Object.keys(metafile.outputs).map((path) => relative('.', path)));
  for (const entry of readdirSync(outdir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !fresh.has(relative('.', path))) rmSync(path, { force: true });
  }
}
