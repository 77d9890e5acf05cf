import type * as vscode from 'vscode';
import { start, type PrimeInfillApi } from '../host/start';
import { noServer } from './noServer';
import { packagedShelf } from './packagedShelf';
import { startWorker } from './startWorker';
import { virtualFiles } from './virtualFiles';

/** The entry in a browser, where the extension host is a worker without files and processes. */
export function activate(context: vscode.ExtensionContext): PrimeInfillApi {
  const { extensionUri } = context;
  const { userAgent, hardwareConcurrency } = navigator;
  const isMac = /\bMac OS X\b/u.test(userAgent);
  return start(context, {
    launch: () => startWorker(extensionUri),
    shelf: packagedShelf(extensionUri),
    files: virtualFiles,
    server: () => noServer,
    system: {
      name: `${userAgent}, ${hardwareConcurrency} processors, ${isolation()}`,
      isMac,
      commandsFor: /\bWindows\b/u.test(userAgent) ? 'windows' : 'posix',
      homeFolder: '',
    },
  });
}

/** Only an isolated page may share memory between workers, which threads need. */
function isolation(): string {
  return globalThis.crossOriginIsolated ? 'isolated' : 'not isolated: one thread';
}
