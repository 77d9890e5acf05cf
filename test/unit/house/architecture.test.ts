import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';

describe('docs/architecture.md', () => {
  const page = readFileSync('docs/architecture.md', 'utf8');
  const rows = [...page.matchAll(/^\| (.+) \| `((?:test|train\/tests)\/[^`]+)`: “(.+)” \|$/gmu)];

  it('lists the invariants', () => {
    const invariants = page.split('## What always holds')[1]?.split('\n## ')[0] ?? '';
    const lines = invariants.split('\n').filter((line) => line.startsWith('| '));
    // All lines of the table but its head.
    assert.equal(rows.length, lines.length - 1);
    assert.ok(rows.length > 0);
  });

  for (const [, invariant = '', file = '', title = ''] of rows)
    it(`names a test that exists for: ${invariant}`, () => {
      assert.ok(existsSync(file), `${file} is gone`);
      assert.ok(readFileSync(file, 'utf8').includes(title), `${file} has no test “${title}”`);
    });
});

for (const path of ['docs/reliability.md', 'docs/security.md', 'docs/visualiser.md'])
  describe(path, () => {
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      // But for the heads of the tables.
      .filter((line) => line.startsWith('| ') && !line.endsWith('| test |'));
    it('has rows', () => assert.ok(lines.length > 5));
    for (const line of lines)
      it(`names a test that exists for: ${line.split(' | ')[0]?.slice(2) ?? ''}`, () => {
        const [, file = '', title = ''] = /\| `(test\/[^`]+)`: “(.+)” \|$/u.exec(line) ?? [];
        assert.ok(existsSync(file), line);
        assert.ok(readFileSync(file, 'utf8').includes(title), `${file} has no test “${title}”`);
      });
  });
