import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startInBackground } from './command';
import type { VsCodeInstall } from './install';

export interface ServerOptions {
  readonly install: VsCodeInstall;
  /** Holds the profile, which is made new if it is not there. */
  readonly dataFolder: string;
  /** User settings; given values win over those that keep the window quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** For the processes of extensions. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * `tests`: no token, the page may run extension tests, every folder is trusted. `person`: the
   * address carries a token, folders are trusted on question, as usual.
   */
  readonly use: 'tests' | 'person';
}

export interface VsCodeServer {
  /** host:port, as it stands in vscode-remote addresses. */
  readonly authority: string;
  /** The address of a window on `folder` with the extension in `extensionFolder`. */
  windowUrl(window: WindowOptions): string;
  /** All that the server printed. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
  readonly ended: Promise<void>;
}

export interface WindowOptions {
  readonly folder: string;
  /** Folder that holds the extension's package.json. */
  readonly extensionFolder: string;
  /** Module whose `run()` the extension host calls. */
  readonly testsModule?: string;
}

/** As on the desktop: a window in a browser would save by itself, and offer AI of its own. */
const quietSettings = {
  'files.autoSave': 'off',
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'git.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** Starts VS Code's server on a free port of the loopback address. */
export async function startServer(options: ServerOptions): Promise<VsCodeServer> {
  const { install, dataFolder, use } = options;
  const userFolder = join(dataFolder, 'user', 'User');
  await mkdir(userFolder, { recursive: true });
  const settings = { ...quietSettings, ...options.settings };
  await writeFile(join(userFolder, 'settings.json'), JSON.stringify(settings, undefined, 2));

  const token = use === 'person' ? crypto.randomUUID() : undefined;
  const access =
    token === undefined
      ? ['--without-connection-token', '--enable-smoke-test-driver', '--disable-workspace-trust']
      : ['--connection-token', token];
  const server = startInBackground(
    install.node,
    [
      join(install.server, 'out', 'server-main.js'),
      ...['--host', '127.0.0.1', '--port', '0', '--accept-server-license-terms'],
      ...['--telemetry-level', 'off', ...access],
      ...['--server-data-dir', join(dataFolder, 'server')],
      ...['--user-data-dir', join(dataFolder, 'user')],
      ...['--extensions-dir', join(dataFolder, 'extensions')],
    ],
    { env: options.env ?? {}, logFile: join(dataFolder, 'server.log') },
  );
  const [, port] = await server.waitFor(/Extension host agent listening on (\d+)/u);
  const authority = `127.0.0.1:${port ?? ''}`;
  await server.waitFor(/Extension host agent started/u);
  return {
    authority,
    windowUrl: (window) => windowUrl(authority, window, token),
    output: server.output,
    stop: server.stop,
    ended: server.ended,
  };
}

function windowUrl(authority: string, window: WindowOptions, token: string | undefined): string {
  const remote = (path: string): string => `vscode-remote://${authority}${path}`;
  const payload = [['extensionDevelopmentPath', remote(window.extensionFolder)]];
  if (window.testsModule !== undefined)
    payload.push(['extensionTestsPath', remote(window.testsModule)]);
  const query = new URLSearchParams({
    ...(token === undefined ? {} : { tkn: token }),
    folder: window.folder,
    payload: JSON.stringify(payload),
  });
  return `http://${authority}/?${query.toString()}`;
}
