import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { reporters, Runner, type MochaOptions } from 'mocha';

/**
 * Mocha's spec reporter, which also appends one JSON line `{passed, failed, failures}` to the file
 * named by PRIME_INFILL_REPORT, so that `npm test` can sum over runners. Skipped tests count as
 * failed: this project has none.
 */
export default class Reporter extends reporters.Spec {
  constructor(runner: Mocha.Runner, options?: MochaOptions) {
    super(runner, options);
    const file = process.env['PRIME_INFILL_REPORT'];
    if (file === undefined || file === '') return;
    const failures: string[] = [];
    runner.on(Runner.constants.EVENT_TEST_FAIL, (test, error: Error) => {
      failures.push(`${test.fullTitle()}: ${error.message}`);
    });
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const failed = this.stats.failures + this.stats.pending;
      mkdirSync(dirname(file), { recursive: true });
      appendFileSync(file, `${JSON.stringify({ passed: this.stats.passes, failed, failures })}\n`);
    });
  }
}
