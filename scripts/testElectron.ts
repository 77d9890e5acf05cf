// Runs test/host under a desktop VS Code, which @vscode/test-electron downloads from its vendor.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { reportVariable } from './report';
import { resultsFolder, root } from './vscode/paths';
import { temporaryCopy } from './vscode/workspace';

async function main(): Promise<void> {
  mkdirSync(resultsFolder, { recursive: true });
  const workspace = await temporaryCopy(join(root, 'samples'), 'workspace');
  try {
    await runTests({
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'out', 'host', 'index'),
      extensionTestsEnv: {
        [reportVariable]: process.env[reportVariable] ?? join(resultsFolder, 'electron.jsonl'),
      },
      launchArgs: [workspace.path, '--disable-extensions', '--disable-workspace-trust'],
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    await workspace.remove();
  }
}

void main();
