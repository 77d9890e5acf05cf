import assert from 'node:assert/strict';
import { familyOf } from '../../../src/host/elsewhere/families';
import { IgnoreRules } from '../../../src/host/elsewhere/ignoreRules';

describe('what Git ignores', () => {
  const rules = new IgnoreRules([
    { folder: 'packages/a', text: '!kept.log\n/local.ts\n' },
    { folder: '', text: '# built\n*.log\nbuild/\n' },
    { folder: 'packages', text: 'generated\n' },
  ]);
  const rows: readonly (readonly [path: string, ignored: boolean])[] = [
    ['src/main.ts', false],
    ['trace.log', true],
    ['src/deep/trace.log', true],
    ['packages/a/kept.log', false],
    ['packages/b/kept.log', true],
    ['packages/a/local.ts', true],
    ['packages/a/src/local.ts', false],
    ['local.ts', false],
    ['build/main.ts', true],
    ['src/build/main.ts', true],
    ['builder/main.ts', false],
    ['packages/b/generated/x.ts', true],
    ['generated/x.ts', false],
  ];
  for (const [path, ignored] of rows) {
    it(`${ignored ? 'is' : 'is not'} ${path}`, () => assert.equal(rules.ignores(path), ignored));
  }

  it('cannot be asked for again by a rule inside a folder that is ignored whole', () => {
    const inside = new IgnoreRules([
      { folder: '', text: 'build/\n' },
      { folder: 'build', text: '!main.ts\n' },
    ]);
    assert.equal(inside.ignores('build/main.ts'), true);
  });

  it('is nothing where there are no rules, or none that can be read as such', () => {
    assert.equal(new IgnoreRules([]).ignores('src/main.ts'), false);
    assert.equal(
      new IgnoreRules([{ folder: '', text: '\0\n[\n\\\n' }]).ignores('src/main.ts'),
      false,
    );
  });
});

describe('files like another', () => {
  const rows: readonly (readonly [name: string, family: readonly string[]])[] = [
    ['/a/b.tsx', ['ts', 'tsx', 'mts', 'cts']],
    ['/a/b.d.ts', ['ts', 'tsx', 'mts', 'cts']],
    ['x.rs', ['rs']],
    ['/a/.env', []],
    ['/a/Makefile', []],
    ['/a/b.{ts,js}', []],
    ['/a/b.', []],
    ['/a.b/c', []],
  ];
  for (const [name, family] of rows) {
    it(`of ${name} end in ${family.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(familyOf(name), family);
    });
  }
});
