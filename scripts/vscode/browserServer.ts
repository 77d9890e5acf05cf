import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, relative, sep } from 'node:path';
import type { VsCodeInstall } from './install';
import { root } from './paths';

export interface BrowserServerOptions {
  readonly install: VsCodeInstall;
  /** An extension with an entry for browsers, as it is unpacked. */
  readonly extensionFolder: string;
  /** Its files are those of the virtual workspace that the window opens. */
  readonly workspaceFolder: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Serves the page so that its workers may share memory, which threads need. */
  readonly isolated: boolean;
}

export interface BrowserServer {
  readonly url: string;
  /** Paths that were asked for and are not there. */
  readonly missing: () => string;
  readonly stop: () => Promise<void>;
}

/**
 * Serves VS Code as vscode.dev does: files alone, without any server of VS Code's own, so that extensions run in a
 * worker of the page and in nothing else. The workbench is that of the installed server.
 */
export async function startBrowserServer(options: BrowserServerOptions): Promise<BrowserServer> {
  const { install, extensionFolder, isolated } = options;
  const missing: string[] = [];
  const folders: Readonly<Record<string, string>> = {
    vscode: install.server,
    extension: extensionFolder,
    folder: join(root, 'test', 'fixtures', 'virtualFolder'),
  };
  const answer = async (path: string, host: string, response: ServerResponse): Promise<void> => {
    const [, mount = '', ...rest] = path.split('/');
    const file = join(folders[mount] ?? '', ...rest);
    const made = await madeFor(path, options, host);
    if (made !== undefined) {
      response.writeHead(200, { 'content-type': types[extname(path) || '.html'] }).end(made);
    } else if (folders[mount] === undefined || rest.includes('..') || !(await isFile(file))) {
      missing.push(path);
      response.writeHead(404).end();
    } else {
      const type = types[extname(file)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type });
      createReadStream(file).pipe(response);
    }
  };
  const server = createServer((request, response) => {
    const { host = '' } = request.headers;
    if (isolated) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
      response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    }
    const { pathname } = new URL(request.url ?? '/', `http://${host}`);
    answer(decodeURIComponent(pathname), host, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    missing: () => missing.join('\n'),
    stop: () => stopped(server),
  };
}

const workbenchScript = 'out/vs/code/browser/workbench/workbench.js';

/** Of what a browser minds. */
const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** What stands in no file as it is served; undefined where a path is that of a file. */
async function madeFor(
  path: string,
  options: BrowserServerOptions,
  host: string,
): Promise<string | undefined> {
  switch (path) {
    case '/':
      return page(options, host);
    case '/folder/files.json':
      return JSON.stringify(await textsIn(options.workspaceFolder));
    case `/vscode/${workbenchScript}`:
      return withoutServer(await readFile(join(options.install.server, workbenchScript), 'utf8'));
    default:
      return undefined;
  }
}

/** The page of the workbench, told what to open. */
async function page({ install, settings }: BrowserServerOptions, host: string): Promise<string> {
  const template = await readFile(
    join(install.server, 'out/vs/code/browser/workbench/workbench.html'),
    'utf8',
  );
  const extension = (path: string): object => ({ scheme: 'http', authority: host, path });
  const configuration = {
    folderUri: { scheme: 'virtual', authority: '', path: '/' },
    additionalBuiltinExtensions: [extension('/folder'), extension('/extension')],
    configurationDefaults: settings,
    productConfiguration: {
      enableTelemetry: false,
      webEndpointUrlTemplate: `http://${host}/vscode`,
      webviewContentExternalBaseUrlTemplate: `http://${host}/vscode/out/vs/workbench/contrib/webview/browser/pre/`,
    },
    ...ofThisServer,
  };
  const values: Readonly<Record<string, string>> = {
    WORKBENCH_WEB_CONFIGURATION: JSON.stringify(configuration).replaceAll('&', '&amp;').replaceAll('"', '&quot;'), // prettier-ignore
    WORKBENCH_WEB_BASE_URL: '/vscode',
    WORKBENCH_NLS_FALLBACK_URL: '/vscode/out/nls.messages.js',
    WORKBENCH_NLS_URL: '/vscode/out/nls.messages.js',
  };
  return template.replaceAll(/\{\{(\w+)\}\}/gu, (_, name: string) => values[name] ?? '');
}

/** What code-server's workbench asks for and VS Code's does not. */
const ofThisServer = {
  isEnabledFileDownloads: true,
  isEnabledFileUploads: true,
  isEnabledCoderGettingStarted: false,
};

/**
 * The workbench as VS Code has it. code-server's takes for granted that its server is there, in two places: it connects
 * to where the page came from, and keeps the user's settings on it.
 */
function withoutServer(script: string): string {
  const parts: readonly (readonly [theirs: RegExp, own: string])[] = [
    [/,remoteAuthority:location\.host\}/u, '}'],
    [
      /(get userRoamingDataHome\(\)\{return )\w+\((\w+)\.file\(this\.userDataPath\)\.with\(\{scheme:(\w+)\.vscodeRemote\}\),"User"\)\}/u,
      '$1$2.file("/User").with({scheme:$3.vscodeUserData})}',
    ],
  ];
  return parts.reduce((text, [theirs, own]) => {
    if (!theirs.test(text))
      throw new Error(`The workbench has changed: it has no ${theirs.source}.`);
    return text.replace(theirs, own);
  }, script);
}

/** Texts of all files in a folder, by their paths below it, with a slash before. */
async function textsIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(async ({ parentPath, name }) => {
    const file = join(parentPath, name);
    return [
      `/${relative(folder, file).split(sep).join('/')}`,
      await readFile(file, 'utf8'),
    ] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function stopped(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
