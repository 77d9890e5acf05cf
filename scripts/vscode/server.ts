import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOrThrow, startInBackground } from './command';
import type { VsCodeInstall } from './install';

export interface ServerOptions {
  readonly install: VsCodeInstall;
  /** Holds the profile and the installed extensions, both made new if they are not there. */
  readonly dataFolder: string;
  /** User settings; without them those that are there stay, and a new profile has none. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A package of an extension to install before the server starts. */
  readonly vsix?: string;
  /** The display language, `de` for one; the editor's own words stay English, for which it has no pack. */
  readonly language?: string;
  /** For the processes of extensions. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * `tests`: no token, and the page may load an extension from a folder and run its tests, which a
   * built VS Code otherwise refuses in silence. `person`: the address carries a token, and only
   * installed extensions run.
   */
  readonly use: 'tests' | 'person';
}

export interface VsCodeServer {
  /** host:port, as it stands in vscode-remote addresses. */
  readonly authority: string;
  windowUrl(window: WindowOptions): string;
  /** All that the server printed. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
  readonly ended: Promise<void>;
}

/** What a window opens; all are paths. */
export interface WindowOptions {
  readonly folder: string;
  readonly file?: string;
  /** Folder that holds the package.json of an extension under development. For tests. */
  readonly extensionFolder?: string;
  /** Module whose `run()` the extension host calls. For tests. */
  readonly testsModule?: string;
}

/**
 * User settings as on the desktop, where a window does not save by itself, for a window on samples:
 * it asks nobody whether they can be trusted, and offers no AI of its own.
 */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'files.autoSave': 'off',
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
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
  if (options.settings !== undefined) {
    const settings = JSON.stringify(options.settings, undefined, 2);
    await writeFile(join(userFolder, 'settings.json'), settings);
  }
  if (options.language !== undefined) await declareLanguage(dataFolder, options.language);
  const program = join(install.server, 'out', 'server-main.js');
  const common = [
    ...['--accept-server-license-terms', '--telemetry-level', 'off'],
    ...['--server-data-dir', join(dataFolder, 'server')],
    ...['--user-data-dir', join(dataFolder, 'user')],
    ...['--extensions-dir', join(dataFolder, 'extensions')],
  ];
  if (options.vsix !== undefined)
    await runOrThrow(install.node, [program, ...common, '--install-extension', options.vsix]);

  const token = use === 'person' ? crypto.randomUUID() : undefined;
  const access =
    token === undefined
      ? ['--without-connection-token', '--enable-smoke-test-driver']
      : ['--connection-token', token];
  const server = startInBackground(
    install.node,
    [
      program,
      ...common,
      ...languageArguments(options),
      ...['--host', '127.0.0.1', '--port', '0'],
      ...access,
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

function languageArguments({ language }: ServerOptions): readonly string[] {
  return language === undefined ? [] : ['--locale', language];
}

/** A language is one that VS Code has a pack of: here one that translates nothing of its own. */
async function declareLanguage(dataFolder: string, language: string): Promise<void> {
  const userFolder = join(dataFolder, 'user');
  const vscode = join(userFolder, 'no-translations.json');
  const extensions = [{ extensionIdentifier: { id: `none.${language}` }, version: '1.0.0' }];
  const pack = { hash: 'none', label: language, extensions, translations: { vscode } };
  await writeFile(vscode, JSON.stringify({ contents: {} }));
  await writeFile(join(userFolder, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

function windowUrl(authority: string, window: WindowOptions, token: string | undefined): string {
  const remote = (path: string): string => `vscode-remote://${authority}${path}`;
  const named = {
    openFile: window.file,
    extensionDevelopmentPath: window.extensionFolder,
    extensionTestsPath: window.testsModule,
  };
  const payload = Object.entries(named).flatMap(([key, path]) =>
    path === undefined ? [] : [[key, remote(path)]],
  );
  const query = new URLSearchParams({
    ...(token === undefined ? {} : { tkn: token }),
    folder: window.folder,
    payload: JSON.stringify(payload),
  });
  return `http://${authority}/?${query.toString()}`;
}
