import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Mocha from 'mocha';
import { reportVariable, type Report, type TestReport } from './report';

/** Mocha's spec reporter, which also adds a `Report` to the file that `npm test` sums over. */
export default class Reporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    const file = process.env[reportVariable];
    if (file === undefined || file === '') return;
    const events = Mocha.Runner.constants;
    const tests: TestReport[] = [];
    runner.on(events.EVENT_TEST_PASS, (test) => {
      tests.push({
        title: test.fullTitle(),
        milliseconds: test.duration ?? 0,
        error: undefined,
      });
    });
    runner.on(events.EVENT_TEST_FAIL, (test, error: Error) => {
      tests.push({
        title: test.fullTitle(),
        milliseconds: test.duration ?? 0,
        error: error.stack ?? error.message,
      });
    });
    runner.once(events.EVENT_RUN_END, () => {
      const failed = this.stats.failures + this.stats.pending;
      const report: Report = { passed: this.stats.passes, failed, tests };
      mkdirSync(dirname(file), { recursive: true });
      appendFileSync(file, `${JSON.stringify(report)}\n`);
    });
  }
}
