import { startBrowserServer } from './browserServer';
import { installVsCode } from './install';
import { root } from './paths';
import { quietSettings } from './server';
import { openWindow, type Workbench } from './workbench';

export interface BrowserWindowOptions {
  /** The window opens its files as a virtual workspace. */
  readonly workspaceFolder: string;
  /** The extension as it is unpacked; absent: this repository. */
  readonly extensionFolder?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly isolated?: boolean;
  /** Told each address that the page or one of its workers asks. */
  readonly onRequest?: (address: string) => void;
}

/** Opens a window of VS Code that runs in a browser alone, with the extension in it. */
export async function openBrowserWindow(options: BrowserWindowOptions): Promise<Workbench> {
  const { workspaceFolder } = options;
  const server = await startBrowserServer({
    install: await installVsCode(),
    extensionFolder: options.extensionFolder ?? root,
    workspaceFolder,
    settings: {
      ...quietSettings,
      'editor.autoClosingBrackets': 'never',
      'editor.autoSurround': 'never',
      ...options.settings,
    },
    isolated: options.isolated ?? false,
  });
  return openWindow({
    url: server.url,
    workspaceFolder,
    serverOutput: server.missing,
    ...(options.onRequest && { onRequest: options.onRequest }),
    close: server.stop,
  });
}
