import { homedir } from 'node:os';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { openStore } from '../store/openStore';
import { diskFiles } from './elsewhere/diskFiles';
import { forkEngine } from './forkEngine';
import { diskShelf } from './models/diskShelf';
import { ServerClient } from './remote/serverClient';
import { start, type PrimeInfillApi } from './start';

export type { PrimeInfillApi } from './start';

/** The entry where there are files and processes: a desktop, or the server of a remote window. */
export function activate(context: vscode.ExtensionContext): PrimeInfillApi {
  const storage = context.globalStorageUri.fsPath;
  const places = {
    bundledFolder: join(context.extensionPath, 'models'),
    addedFolder: join(storage, 'models'),
    paceFile: join(storage, 'pace.json'),
  };
  const store = openStore(places.addedFolder, [places.bundledFolder], () => Date.now());
  return start(context, {
    launch: () => forkEngine(join(context.extensionPath, 'dist', 'worker.js')),
    shelf: diskShelf(places, store),
    files: diskFiles,
    server: (options) =>
      new ServerClient({ client: crypto.randomUUID(), silenceMs: 60_000, ...options }),
    system: {
      name: `${process.platform} ${process.arch}, Node ${process.versions.node}`,
      isMac: process.platform === 'darwin',
      commandsFor: process.platform === 'win32' ? 'windows' : 'posix',
      homeFolder: homedir(),
    },
  });
}
