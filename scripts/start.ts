// Fills a sample in the terminal, then opens VS Code on the samples with the extension in it.
// usage: npm start [-- --no-open]   (--no-open: checks that all is in place and ends)
import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runAloud, runQuietly } from './vscode/command';
import { installVsCode } from './vscode/install';
import { cacheFolder, root } from './vscode/paths';
import { linkExtension } from './vscode/workspace';
import { startServer, type VsCodeServer } from './vscode/server';

/** The expression that `average` in the sample returns at its end. */
const sampleFill = ['fill', join('samples', 'temperature.ts'), '--at', '26:10-26:33'];

async function main(): Promise<void> {
  console.log(`\n$ prime-infill ${sampleFill.join(' ')}\n`);
  const code = await runAloud(process.execPath, [join('dist', 'cli.js'), ...sampleFill]);
  if (code !== 0) throw new Error(`The sample was not filled: prime-infill ended with ${code}.`);
  checkExtension();

  // A copy, so that trying things out does not change the repository.
  const samples = join(root, 'out', 'samples');
  await rm(samples, { recursive: true, force: true });
  await cp(join(root, 'samples'), samples, { recursive: true });

  const open = !process.argv.includes('--no-open');
  const desktop = await findDesktop();
  if (desktop !== undefined) await useDesktop(desktop, samples, open);
  else await useServer(samples, open);
}

function checkExtension(): void {
  const needed = ['dist/host.js', 'dist/worker.js', 'dist/visualiser.js', 'models/prime-tiny'];
  for (const path of needed)
    if (!existsSync(join(root, path)))
      throw new Error(`${path} is missing: check out the whole repository, then npm start again.`);
}

/** `code` on the PATH. It refuses to run as root, and without a display it cannot show a window. */
async function findDesktop(): Promise<string | undefined> {
  const program = process.platform === 'win32' ? 'code.cmd' : 'code';
  if (process.getuid?.() === 0) return undefined;
  const screen = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
  if (process.platform === 'linux' && screen === undefined) return undefined;
  return (await runQuietly(program, ['--version'])).code === 0 ? program : undefined;
}

async function useDesktop(program: string, samples: string, open: boolean): Promise<void> {
  const args = [`--extensionDevelopmentPath=${root}`, samples, join(samples, 'notes.md')];
  if (open) process.exitCode = await runAloud(program, args);
  else console.log(`\nReady. To open VS Code: ${program} ${args.join(' ')}`);
}

async function useServer(samples: string, open: boolean): Promise<void> {
  const install = await installVsCode();
  const dataFolder = join(cacheFolder, 'profile');
  const server = await startServer({ install, dataFolder, use: 'person' });
  const extensionFolder = await linkExtension(root, join(root, 'out', 'extension'));
  const url = server.windowUrl({ folder: samples, extensionFolder });
  try {
    await checkServer(url);
    if (open) await keepOpen(server, url);
    else
      console.log('\nReady: VS Code answers, and the extension is in place. Nothing was opened.');
  } finally {
    await server.stop();
  }
}

/** Fetches the page as a browser would: the token is first traded for a cookie. */
async function checkServer(url: string): Promise<void> {
  const first = await fetch(url, { redirect: 'manual' });
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
  const next = new URL(first.headers.get('location') ?? url, url);
  const page = await fetch(next, { headers: { cookie } });
  const text = await page.text();
  if (!page.ok || !text.includes('vscode-workbench-web-configuration'))
    throw new Error(`VS Code's server answered ${page.status} to ${url}`);
}

/** Until Ctrl+C, which ends the server too. */
async function keepOpen(server: VsCodeServer, url: string): Promise<void> {
  console.log(`\nVS Code runs on this machine only. Open this address in a browser:\n\n  ${url}\n`);
  console.log('Ctrl+C ends it.');
  await server.ended;
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
