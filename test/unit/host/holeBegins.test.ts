import assert from 'node:assert/strict';
import { HoleBegins } from '../../../src/host/infill/holeBegins';
import type { Edit } from '../../../src/text/edit';

const insert = (at: number, text: string): Edit => ({ span: { start: at, end: at }, text });
const cursor = (at: number) => [{ start: at, end: at }];

describe('Where a hole begins', () => {
  it('is where what is left of it does while nothing of it has gone in, whatever is typed before it', () => {
    const begins = new HoleBegins([{ start: 4, end: 5 }]);
    begins.follow([insert(4, 'x')]);
    assert.equal(begins.headsIn('a = x0;', [{ start: 5, end: 6 }]), undefined);
    begins.follow([insert(0, 'a line\n')]);
    assert.equal(begins.headsIn('a line\na = x0;', [{ start: 12, end: 13 }]), undefined);
  });

  it('is before the part that has gone in, behind what was typed before it', () => {
    const begins = new HoleBegins([{ start: 4, end: 5 }]);
    begins.follow([insert(4, 'x')]);
    begins.follow([insert(5, 'alpha'), { span: { start: 10, end: 11 }, text: '' }]);
    begins.enter([5], []);
    assert.deepEqual(begins.headsIn('a = xalpha;', cursor(10)), ['alpha']);
    begins.follow([insert(10, ' beta')]);
    begins.enter([10], []);
    assert.deepEqual(begins.headsIn('a = xalpha beta;', cursor(15)), ['alpha beta']);
  });

  it('follows what was edited after the part had gone in and before that was known', () => {
    const begins = new HoleBegins(cursor(4));
    const later = insert(0, 'y');
    begins.follow([insert(4, 'alpha'), later]);
    begins.enter([4], [later]);
    assert.deepEqual(begins.headsIn('ya = alpha;', cursor(10)), ['alpha']);
  });

  it('is told of what a fill was asked with, and follows edits of that', () => {
    const begins = new HoleBegins([...cursor(9), ...cursor(12)], ['alpha', '']);
    begins.follow([{ span: { start: 5, end: 8 }, text: '' }]);
    assert.deepEqual(begins.headsIn('a = aa;b ', [...cursor(6), ...cursor(9)]), ['aa', '']);
  });
});
