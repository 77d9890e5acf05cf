import assert from 'node:assert/strict';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../../src/base/makeFolder';
import { temporaryFolder } from '../support/folders';

describe('A folder', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => folder.remove());

  it('is made with those above it that are missing, and may be there', async () => {
    const path = join(folder.path, 'a', 'b', 'c');
    await makeFolder(path);
    await makeFolder(path);
    await makeFolder('/');
    assert.ok(statSync(path).isDirectory());
  });

  it('is made once where several want it at once', async () => {
    for (let round = 0; round < 50; round++) {
      const path = join(folder.path, String(round), 'b');
      await Promise.all([1, 2, 3, 4].map((one) => makeFolder(join(path, String(one % 2)))));
      assert.ok(statSync(join(path, '0')).isDirectory());
    }
  });

  it('is refused at once where a file is in the way, or the folder above takes none', async () => {
    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    await assert.rejects(makeFolder(file), { code: 'EEXIST' });
    await assert.rejects(makeFolder(join(file, 'a')), { code: 'ENOTDIR' });
    // Node's own way never comes back from here.
    if (existsSync('/proc/self')) await assert.rejects(makeFolder('/proc/a/b'), { code: 'ENOENT' });
  });
});
