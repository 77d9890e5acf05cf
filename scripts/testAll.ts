// Runs every test runner and looks how much of `src` the unit tests ran, sums what they report, and ends
// with the line `N passed, N failed`.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { coverageLine, coverageVariable, leastShare, roomCoverage, uncovered } from './coverage';
import { readReports, reportVariable, sum, type Report } from './report';
import { runAloud } from './vscode/command';
import { resultsFolder } from './vscode/paths';

const mocha = join('node_modules', 'mocha', 'bin', 'mocha.js');

/** Each runner's name and what Node runs for it. */
const runners: readonly (readonly [name: string, ...args: string[]])[] = [
  ['unit', mocha, 'out/unit/test/**/*.test.js'],
  ['host', 'out/scripts/testHost.js'],
  ['e2e', mocha, '--config', 'config/e2e.mocharc.json', 'out/e2e/**/*.spec.js'],
];

/** What Node says of the unit tests' code. */
const ranFolder = join(resultsFolder, 'coverage');

async function main(): Promise<void> {
  mkdirSync(resultsFolder, { recursive: true });
  rmSync(ranFolder, { recursive: true, force: true });
  const all: Report[] = [];
  let broken = 0;
  const lines: string[] = [];
  for (const [name, ...args] of runners) {
    console.log(`\n== ${name}`);
    const file = join(resultsFolder, `${name}.jsonl`);
    rmSync(file, { force: true });
    const ran = name === 'unit' ? { [coverageVariable]: ranFolder } : {};
    const code = await runAloud(process.execPath, args, {
      env: { [reportVariable]: file, ...ran },
    });
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
  const rooms = await roomCoverage(ranFolder, join(resultsFolder, 'coverage-work'));
  lines.push(coverageLine(rooms));
  for (const room of uncovered(rooms)) {
    broken += 1;
    lines.push(`  ✘ unit tests ran less than ${100 * leastShare} % of the lines of src/${room}`);
  }
  const { passed, failed } = sum(all);
  console.log(`\n== summary\n${lines.join('\n')}\n${passed} passed, ${failed + broken} failed`);
  process.exitCode = failed + broken === 0 ? 0 : 1;
}

void main();
