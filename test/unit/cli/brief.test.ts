import assert from 'node:assert/strict';
import { brief } from '../../../src/cli/brief';

describe('A sentence of the command line', () => {
  it('is told whole where a path as long as paths may be stands in it', () => {
    const told = `/${'p'.repeat(4095)} cannot be written: it is a folder. Give the name of a file.`;
    assert.equal(brief(told), told);
  });

  it('has its beginning and its end, where it repeats more than anybody reads', () => {
    const told = brief(`There is no device “_${'😀'.repeat(50_000)}”. There are cpu and webgpu.`);
    assert.ok(told.length < 2100);
    assert.doesNotMatch(told, /\p{Surrogate}/u);
    assert.match(told, /^There is no device “_😀.* … .*😀”\. There are cpu and webgpu\.$/u);
  });
});
