import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/folders';

describe('A lock', () => {
  it('keeps nobody waiting where it found no room on the disk', function () {
    if (process.platform === 'win32') return this.skip();
    const folder = temporaryFolder();
    const path = join(folder.path, 'locks', 'one');
    const lock = join(process.cwd(), 'out', 'unit', 'src', 'store', 'lock.js');
    const program = `
      const { Lock } = require(${JSON.stringify(lock)});
      const options = { now: Date.now, renewMs: 1000, staleMs: 1000 };
      Lock.take(${JSON.stringify(path)}, options).catch(({ code }) => console.log(code));`;
    const command = `trap '' XFSZ; ulimit -f 0; "$0" -e "$1" | cat`;
    const { stdout } = spawnSync('sh', ['-c', command, process.execPath, program], {
      encoding: 'utf8',
      env: { ...process.env, NODE_V8_COVERAGE: '' }, // which would be cut short as well
    });
    assert.equal(stdout, 'EFBIG\n');
    assert.equal(existsSync(path), false);
    folder.remove();
  });
});
