import assert from 'node:assert/strict';
import promises, { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDocument, writeDocument } from '../../../src/cli/document';
import { writeWhole, unwatched } from '../../../src/cli/writeWhole';

describe('A document that is filled', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'document-'));
  });
  afterEach(async () => rm(folder, { recursive: true }));

  it('is written by one of two that fill it at once, and the other says so', async () => {
    for (let round = 0; round < 60; round++) {
      const path = join(folder, 'a.txt');
      await writeFile(path, `old ${round}\n`);
      const read = await readDocument(path);
      assert.ok(read.ok);
      const texts = ['first\n', 'second\n', 'third\n'];
      const written = await Promise.all(texts.map(async (text) => writeDocument(read.value, text)));
      const done = texts.filter((_, index) => written[index]!.ok);
      assert.equal(done.length, 1, `round ${round}`);
      assert.equal(await readFile(path, 'utf8'), done[0]);
      for (const one of written)
        if (!one.ok)
          assert.match(one.failure, /has changed since it was read|Another prime-infill/);
      assert.deepEqual(await readdir(folder), ['a.txt']);
    }
  });

  it('is left alone where another run was at it and is gone, just before the old text is kept', async () => {
    const path = join(folder, 'a.txt');
    await writeFile(path, 'old\n');
    const { open } = promises;
    // The moment between the reading of the file and the making of the copy beside it.
    promises.open = async (at, flags, mode) => {
      if (flags === 'wx') await writeFile(path, 'of another run\n');
      return open(at, flags, mode);
    };
    try {
      const written = await writeWhole(path, 'filled\n', { ...unwatched, expected: 'old\n' });
      assert.match(written.ok ? '' : written.failure, /a\.txt has changed since it was read/);
    } finally {
      promises.open = open;
    }
    assert.equal(await readFile(path, 'utf8'), 'of another run\n');
    assert.deepEqual(await readdir(folder), ['a.txt']);
  });

  it('is left alone where something else stands in it just before it is written', async () => {
    const path = join(folder, 'a.txt');
    await writeFile(path, 'edited elsewhere\n');
    const written = await writeWhole(path, 'filled\n', { ...unwatched, expected: 'read before\n' });
    assert.match(written.ok ? '' : written.failure, /a\.txt has changed since it was read/);
    assert.equal(await readFile(path, 'utf8'), 'edited elsewhere\n');
    assert.deepEqual(await readdir(folder), ['a.txt']);
  });
});
