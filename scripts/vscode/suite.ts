import { openWorkbench, type Workbench, type WorkbenchOptions } from './workbench';

/**
 * A mocha suite over one window: opened before the first test, closed after the last, a picture and
 * the logs on failure.
 *
 * @param body declares the tests; the window is there when they run
 */
export function describeInWorkbench(
  title: string,
  options: WorkbenchOptions,
  body: (workbench: () => Workbench) => void,
): void {
  describe(title, () => {
    let opened: Workbench | undefined;
    before(async function () {
      // The first window of a fresh clone installs VS Code and a browser.
      this.timeout(15 * 60_000);
      opened = await openWorkbench(options);
    });
    afterEach(async function () {
      if (this.currentTest?.state !== 'failed') return;
      await opened?.reportFailure(this.currentTest.fullTitle().replaceAll(/[^\w]+/gu, '-'));
    });
    after(() => opened?.close());
    body(() => {
      if (opened === undefined) throw new Error('The window is open only while tests run.');
      return opened;
    });
  });
}
