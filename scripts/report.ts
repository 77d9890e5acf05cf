import { existsSync, readFileSync } from 'node:fs';

/** What one run of a test runner came to, one JSON line in the file that PRIME_INFILL_REPORT names. */
export interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly tests: readonly TestReport[];
}

export interface TestReport {
  readonly title: string;
  readonly milliseconds: number;
  /** Message and stack; undefined for a test that passed. */
  readonly error: string | undefined;
}

/** The environment variable that names the file which a runner adds its report to. */
export const reportVariable = 'PRIME_INFILL_REPORT';

/** The reports in a file; none when the file is not there. */
export function readReports(file: string): Report[] {
  if (!existsSync(file)) return [];
  return (
    readFileSync(file, 'utf8')
      .split('\n')
      // What follows the last line's end is empty, or a line that is being written.
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Report)
  );
}

/** Sums over reports. A test that was skipped counts as failed: this project has none. */
export function sum(reports: readonly Report[]): { passed: number; failed: number } {
  return {
    passed: reports.reduce((total, report) => total + report.passed, 0),
    failed: reports.reduce((total, report) => total + report.failed, 0),
  };
}
