import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';

const watchdog = join(process.cwd(), 'out', 'unit', 'src', 'cli', 'watchdog.js');

/** A program under a watchdog that bites after three seconds. */
function run(body: string, stderr: 'pipe' | number = 'pipe'): ReturnType<typeof spawnSync> {
  const program = `
    const { Watchdog } = require(${JSON.stringify(watchdog)});
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const watchdog = new Watchdog(3000, 'silent for too long');
    (async () => { ${body} })();`;
  return spawnSync(process.execPath, ['-e', program], {
    encoding: 'utf8',
    timeout: 60_000,
    stdio: ['ignore', 'pipe', stderr],
  });
}

describe('A command whose model runs without end', function () {
  this.timeout(60_000);

  it('is ended with a sentence, although its event loop stands', () => {
    const { signal, stderr } = run('await pause(600); for (;;);');
    assert.deepEqual([signal, stderr], ['SIGKILL', 'silent for too long']);
  });

  it('is ended also where nobody takes the sentence, as on a full disk', function () {
    if (!existsSync('/dev/full')) return this.skip();
    const full = openSync('/dev/full', 'w');
    const { signal, error } = run('await pause(600); for (;;);', full);
    closeSync(full);
    assert.deepEqual([signal, error], ['SIGKILL', undefined]);
  });

  it('is left alone where it only takes long, pass after pass', () => {
    const { status, stderr, stdout } = run(`
      for (let pass = 0; pass < 4; pass++) {
        const end = Date.now() + 1200;
        while (Date.now() < end);
        await pause(900);
      }
      console.log('done');`);
    assert.deepEqual([status, stderr, stdout], [0, '', 'done\n']);
  });

  it('is left alone while it writes, for however long a terminal is paused', () => {
    const { status, stdout } = run(`
      watchdog.whileWriting(() => {
        const end = Date.now() + 5000;
        while (Date.now() < end);
      });
      console.log('done');`);
    assert.deepEqual([status, stdout], [0, 'done\n']);
  });

  it('ends by itself when it is done', () => {
    assert.equal(run('').status, 0);
  });
});
