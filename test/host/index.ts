import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import Reporter from '../../scripts/reporter';

/**
 * Runs the suite inside the extension host. Called by VS Code, whether the window is in a browser
 * (`npm run test:host`) or on the desktop (`npm run test:electron`).
 */
export function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const mocha = new Mocha({ reporter: Reporter, timeout: 60_000, forbidOnly: true, color: false });
  mocha.rootHooks({ beforeAll: writeModel });
  for (const name of readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).sort())
    if (name.endsWith('.test.js')) mocha.addFile(join(__dirname, name));
  return new Promise((resolve, reject) => {
    mocha.run((failures) => {
      if (failures === 0) resolve();
      else reject(new Error(`${failures} tests failed`));
    });
  });
}

/** The first setting that is written in a new window can take the others of its file with it: here it is the model. */
async function writeModel(): Promise<void> {
  const settings = (): vscode.WorkspaceConfiguration =>
    vscode.workspace.getConfiguration('primeInfill');
  const model = settings().get<string>('model');
  const write = (value: string | undefined): Thenable<void> =>
    settings().update('model', value, vscode.ConfigurationTarget.Global);
  await write('prime-base');
  await write(model);
}
