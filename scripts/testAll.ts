// Runs every test runner, sums what they report, and ends with the line `N passed, N failed`.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readReports, reportVariable, sum, type Report } from './report';
import { runAloud } from './vscode/command';
import { resultsFolder } from './vscode/paths';

const mocha = join('node_modules', 'mocha', 'bin', 'mocha.js');

/** Each runner's name and what Node runs for it. */
const runners: readonly (readonly [name: string, ...args: string[]])[] = [
  ['unit', mocha, 'out/unit/**/*.test.js'],
  ['host', 'out/scripts/testHost.js'],
  ['e2e', mocha, '--config', 'config/e2e.mocharc.json', 'out/e2e/**/*.spec.js'],
];

async function main(): Promise<void> {
  mkdirSync(resultsFolder, { recursive: true });
  const all: Report[] = [];
  let broken = 0;
  const lines: string[] = [];
  for (const [name, ...args] of runners) {
    console.log(`\n== ${name}`);
    const file = join(resultsFolder, `${name}.jsonl`);
    rmSync(file, { force: true });
    const code = await runAloud(process.execPath, args, { env: { [reportVariable]: file } });
    const reports = readReports(file);
    const { passed, failed } = sum(reports);
    all.push(...reports);
    // A runner that ends badly without a failed test, or that ran nothing, is itself a failure.
    const ranBadly = passed + failed === 0 || (code !== 0 && failed === 0);
    if (ranBadly) broken += 1;
    const note = ranBadly ? ` (the runner itself failed, exit code ${code})` : '';
    lines.push(`${name}: ${passed} passed, ${failed} failed${note}`);
    for (const test of reports.flatMap((report) => report.tests))
      if (test.error !== undefined) lines.push(`  ✘ ${test.title}`);
  }
  const { passed, failed } = sum(all);
  console.log(`\n== summary\n${lines.join('\n')}\n${passed} passed, ${failed + broken} failed`);
  process.exitCode = failed + broken === 0 ? 0 : 1;
}

void main();
