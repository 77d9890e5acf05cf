import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import Reporter from '../../scripts/reporter';

/**
 * Runs the suite inside the extension host. Called by VS Code, whether the window is in a browser
 * (`npm run test:host`) or on the desktop (`npm run test:electron`).
 */
export function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const mocha = new Mocha({ reporter: Reporter, timeout: 60_000, forbidOnly: true, color: false });
  for (const name of readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).sort())
    if (name.endsWith('.test.js')) mocha.addFile(join(__dirname, name));
  return new Promise((resolve, reject) => {
    mocha.run((failures) => {
      if (failures === 0) resolve();
      else reject(new Error(`${failures} tests failed`));
    });
  });
}
