import assert from 'node:assert/strict';
import { howToInstall } from '../../../bench/llama';
import { merged, tableOf, type Column } from '../../../bench/table';

const column = (threads: number, name: string, samples: readonly number[]): Column => ({
  model: 'm',
  threads,
  rows: { part: [{ name, unit: 'ms', samples }] },
  notes: [],
});

describe('the table of a bench', () => {
  it('takes the samples of all rounds together', () => {
    const both = merged([column(1, 'a', [1, 5]), column(1, 'a', [3])]);
    assert.deepEqual(both.rows['part']?.[0]?.samples, [1, 5, 3]);
    assert.match(tableOf('machine', [both]), /\| a \| 3\.0 ms \[2\.0–4\.0\] \|/);
  });

  it('leaves a cell empty where one column has no such row', () => {
    const text = tableOf('machine', [column(1, 'a', [1]), column(2, '  b', [2])]);
    assert.match(text, /\| part \| m, 1 thread \| m, 2 threads \|/);
    assert.match(text, /\| a \| 1\.0 ms \| {2}\|/);
    assert.match(text, /\| · b \| {2}\| 2\.0 ms \|/);
  });

  it('keeps apart what is part of one row and of another', () => {
    const of = (name: string, value: number) => ({ name, unit: 'ms', samples: [value] }) as const;
    const rows = { part: [of('a', 1), of('  of it', 2), of('b', 3), of('  of it', 4)] };
    const text = tableOf('machine', [{ model: 'm', threads: 1, rows, notes: [] }]);
    assert.match(
      text,
      /\| a \| 1\.0 ms \|\n\| · of it \| 2\.0 ms \|\n\| b \|.*\n\| · of it \| 4\.0 ms \|/,
    );
  });

  it('says what was not measured, once, and how it would be', () => {
    const why = howToInstall('folder', 'linux-x64');
    assert.match(why, /npm i --prefix folder .*@node-llama-cpp\/linux-x64@/);
    assert.match(howToInstall('folder', 'aix-ppc64'), /no prebuilt binaries for aix-ppc64/);
    const columns = [1, 2].map((threads) => ({ ...column(threads, 'a', [1]), notes: [why] }));
    assert.equal(tableOf('machine', columns).split(why).length, 2);
  });
});
