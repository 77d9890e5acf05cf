import { join } from 'node:path';

/** The repository. Scripts are started from it by npm. */
export const root = process.cwd();

/** Programs that tests need and the extension does not; safe to delete, ignored by git. */
export const cacheFolder = join(root, '.vscode-test');

/** Screenshots, reports and logs of the last run, ignored by git. */
export const resultsFolder = join(root, 'test-results');
