import assert from 'node:assert/strict';
import { unchangeable, type Unchangeable } from '../../../src/host/infill/changeable';

describe('A document that nothing can be written into', () => {
  const rows: readonly [string, boolean | undefined, Unchangeable | undefined][] = [
    ['file', true, undefined],
    ['vscode-remote', true, undefined],
    ['untitled', undefined, undefined],
    ['vscode-notebook-cell', undefined, undefined],
    ['git', false, 'revision'],
    ['git', undefined, 'revision'],
    ['output', undefined, 'output'],
    ['zip', false, 'read-only'],
    ['made-by-an-extension', undefined, 'view'],
  ];
  for (const [scheme, isWritable, expected] of rows)
    it(`is ${expected ?? 'not'} one of ${scheme}, ${String(isWritable)}`, () =>
      assert.equal(unchangeable(scheme, isWritable), expected));
});
