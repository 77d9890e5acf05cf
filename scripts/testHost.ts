// Runs test/host inside the extension host of a VS Code that came from npm.
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { readReports, reportVariable, type Report } from './report';
import { launchChromium } from './vscode/chromium';
import { installVsCode } from './vscode/install';
import { resultsFolder, root } from './vscode/paths';
import { quietSettings, startServer } from './vscode/server';
import { temporaryCopy, temporaryFolder } from './vscode/workspace';

/** The whole suite's time, start of the window included. Long, as a busy machine is no reason to fail. */
const limitMs = 30 * 60_000;

async function main(): Promise<void> {
  const report = await runInExtensionHost();
  for (const { title, milliseconds, error } of report.tests) {
    console.log(`  ${error === undefined ? '✔' : '✘'} ${title} (${milliseconds}ms)`);
    if (error !== undefined) console.log(error.replaceAll(/^/gmu, '      '));
  }
  console.log(`\n  ${report.passed} passing, ${report.failed} failing in the extension host\n`);
  process.exitCode = report.failed === 0 && report.passed > 0 ? 0 : 1;
}

async function runInExtensionHost(): Promise<Report> {
  const named = process.env[reportVariable];
  const file = named ?? join(resultsFolder, 'host.jsonl');
  if (named === undefined) await rm(file, { force: true });
  const before = readReports(file).length;

  const install = await installVsCode();
  const data = await temporaryFolder('profile');
  const workspace = await temporaryCopy(join(root, 'samples'), 'workspace');
  const server = await startServer({
    install,
    dataFolder: data.path,
    settings: { ...quietSettings, 'primeInfill.model': 'prime-tiny' },
    env: { [reportVariable]: file },
    use: 'tests',
  });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(limitMs);
    const pageLog: string[] = [];
    page.on('console', (message) => pageLog.push(message.text()));
    await page.goto(
      server.windowUrl({
        folder: workspace.path,
        extensionFolder: root,
        testsModule: join(root, 'out', 'host', 'index'),
      }),
    );
    const end = Date.now() + limitMs;
    // A suite that cannot be loaded ends the extension host, and leaves no report.
    let hasEnded = false;
    while (Date.now() < end && !hasEnded) {
      await page.waitForTimeout(200);
      hasEnded = server.output().includes('Extension Host Process exited');
      const report = readReports(file)[before];
      if (report !== undefined) return report;
    }
    const said = [...pageLog.slice(-40), ...server.output().split('\n').slice(-40)].join('\n');
    throw new Error(
      `The suite ended without a report, or not within ${limitMs / 1000} s. Last lines:\n${said}`,
    );
  } finally {
    await browser.close();
    await server.stop();
    await workspace.remove();
    await data.remove();
  }
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
