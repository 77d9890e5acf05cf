import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { parseCommand } from '../../../src/cli/arguments';
import { commandWords, shellLine } from '../../../src/host/visualiser/commandLine';

import type { FillSettings } from '../../../src/protocol/engineTypes';
import { makeHeader } from '../support/traces';
import { defaultFillSettings } from '../../../src/settings/fillSettings';

const places = [
  { start: { line: 3, column: 5 }, end: { line: 4, column: 1 } },
  {
    start: { line: 5, column: 1 },
    end: { line: 5, column: 1 },
    length: { kind: 'tokens', tokens: 8 },
  },
  {
    start: { line: 6, column: 1 },
    end: { line: 6, column: 2 },
    length: { kind: 'lines', lines: 3 },
  },
] as const;
const text = { file: '/a b/c.ts', languageId: 'typescript', references: ['/a b/-d.ts'], places };

describe('The command that makes a fill again', () => {
  const rows: readonly Partial<FillSettings>[] = [
    {},
    { sampler: 'ancestral', steps: 64, schedule: 'cosine', corrector: 'remdm', blockSize: 4 },
    { keepSettled: false, temperature: 0.7, topP: 0.9, topK: 40, minP: 0.05, repetition: 0.5 },
    { entropyBound: 0.25, confidence: 0.5, lengthSearch: 2, candidates: 1, seed: 4294967295 },
    { length: { kind: 'tokens', tokens: 12 } },
    { length: { kind: 'lines', lines: 3 } },
    {
      constraints: {
        balance: true,
        indentation: true,
        mostLines: 2,
        forbid: ['--json', "it's", ''].filter((each) => each !== ''),
        require: ['a b', '$HOME'],
        match: '-?\\d+(\\.\\d+)?',
      },
    },
  ];
  for (const changed of rows)
    it(`asks for what it was made with: ${JSON.stringify(changed)}`, () => {
      const settings = { ...defaultFillSettings, ...changed };
      const header = { ...makeHeader(), settings };
      const command = parseCommand(commandWords(header, text).slice(1));
      assert.ok(command.ok, JSON.stringify(command));
      assert.ok(command.value.kind === 'fill');
      assert.deepEqual(command.value.settings, settings);
      assert.deepEqual(command.value.places, { kind: 'ranges', ranges: places });
      const { file, model, device, language, references } = command.value;
      assert.deepEqual(references, ['/a b/-d.ts']);
      assert.deepEqual(
        [file, model, device, language],
        ['/a b/c.ts', 'scripted', 'cpu', 'typescript'],
      );
    });

  it('starts a branch from what its own trace was given', () => {
    const given = { lengths: [2], revealed: [], fixed: [], banned: [], settled: [] };
    const command = parseCommand(commandWords({ ...makeHeader(), given }, text).slice(1));
    assert.ok(command.ok && command.value.kind === 'fill');
    assert.deepEqual(command.value.from, { path: 'TRACE', step: 0, candidate: 0 });
  });

  it('leaves open what a saved trace does not know', () => {
    const words = commandWords(makeHeader([[2, 3]]), undefined);
    assert.equal(words.slice(0, 7).join(' '), 'prime-infill fill FILE --at L:C-L:C --at L:C-L:C');
    assert.equal(words.includes('--language'), false);
  });

  const words = ['a', 'b c', "it's", '$HOME `x` "y" \\', '', 'ü;&|', '*'];

  it('is taken by a shell as it was meant', function () {
    if (process.platform === 'win32') return;
    const line = shellLine(words, 'posix');
    const said = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' });
    assert.equal(said, words.map((word) => `${word}\n`).join(''));
  });

  it('doubles quotes for PowerShell', () => {
    assert.equal(shellLine(["it's", 'a'], 'windows'), "'it''s' a");
  });
});
