// Fills a sample in the terminal, then opens VS Code on the samples with the extension in it.
// usage: npm start [-- --no-open]   (--no-open: fills in the window without a screen, and ends)
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runAloud, runOrThrow } from './vscode/command';
import { desktopArguments, findDesktop, thisMachine, type Version } from './vscode/desktop';
import { installVsCode } from './vscode/install';
import { root } from './vscode/paths';
import { seeFill } from './vscode/seenFill';
import { quietSettings, startServer, type VsCodeServer } from './vscode/server';
import { openWindow } from './vscode/workbench';
import { temporaryFolder } from './vscode/workspace';

/** The expression that `average` in the sample returns at its end. */
const sampleFill = ['fill', join('samples', 'temperature.ts'), '--at', '26:10-26:33'];

async function main(): Promise<void> {
  console.log(`\n$ prime-infill ${sampleFill.join(' ')}\n`);
  const code = await runAloud(process.execPath, [join('dist', 'cli.js'), ...sampleFill]);
  if (code !== 0) throw new Error(`The sample was not filled: prime-infill ended with ${code}.`);
  checkExtension();

  // A copy, so that trying things out does not change the repository; outside of it, since Git ignores what is built in it,
  // and names are not looked for in what Git ignores.
  const samples = join((await temporaryFolder('start')).path, 'samples');
  await cp(join(root, 'samples'), samples, { recursive: true });

  const open = !process.argv.includes('--no-open');
  // A desktop VS Code has no window without a screen.
  const desktop = open ? await findDesktop(oldestVsCode(), thisMachine) : undefined;
  if (desktop === undefined) {
    removeAtExit(dirname(samples)); // a desktop's window stays
    await useServer(samples, open);
  } else process.exitCode = await runAloud(desktop, desktopArguments(root, samples));
}

function removeAtExit(folder: string): void {
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
}

function checkExtension(): void {
  const needed = ['dist/host.js', 'dist/worker.js', 'dist/visualiser.js', 'models/prime-tiny'];
  for (const path of needed)
    if (!existsSync(join(root, path)))
      throw new Error(`${path} is missing: check out the whole repository, then npm start again.`);
}

function oldestVsCode(): Version {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly engines: { readonly vscode: string };
  };
  const [, major, minor] = /(\d+)\.(\d+)/u.exec(engines.vscode) ?? [];
  return { major: Number(major), minor: Number(minor) };
}

/** A built VS Code runs in a browser only what is installed in it, so the extension is packed. */
async function useServer(samples: string, open: boolean): Promise<void> {
  const install = await installVsCode();
  const vsix = join(root, 'out', 'prime-infill.vsix');
  console.log('Packaging the extension');
  await runOrThrow(process.execPath, [join('out', 'scripts', 'package.js'), '--out', vsix]);
  // A new profile each time: what is seen then depends on nothing that was tried before.
  const data = await temporaryFolder('start');
  removeAtExit(data.path);
  const server = await startServer({
    install,
    dataFolder: data.path,
    settings: { ...quietSettings, 'window.autoDetectColorScheme': true },
    vsix,
    use: 'person',
  });
  try {
    const url = server.windowUrl({ folder: samples, file: join(samples, 'notes.md') });
    if (open) await keepOpen(server, url);
    else await look(server, url, samples);
  } finally {
    await server.stop();
  }
}

/** Until Ctrl+C, which ends the server too. */
async function keepOpen(server: VsCodeServer, url: string): Promise<void> {
  console.log(`\nVS Code runs on this machine only. Open this address in a browser:\n\n  ${url}\n`);
  console.log('Ctrl+C ends it.');
  await server.ended;
}

/** Opens the same window in a browser without a screen; throws unless a fill is seen in it. */
async function look(server: VsCodeServer, url: string, samples: string): Promise<void> {
  const workbench = await openWindow({
    url,
    workspaceFolder: samples,
    serverOutput: server.output,
  });
  try {
    await workbench.shows('notes.md');
    const { before, after } = await seeFill(workbench, 'start');
    console.log(`\nSeen in VS Code's window, which is closed again: a fill, accepted.`);
    console.log(`\n  - ${before}\n  + ${after}`);
  } catch (error) {
    await workbench.reportFailure('start');
    console.error('Run npm start and open its address to see for yourself; there,');
    console.error('"Prime Infill: Show Log" tells what the engine did.');
    throw error;
  } finally {
    await workbench.close();
  }
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
