import assert from 'node:assert/strict';
import { failureOf } from '../../../src/base/failureOf';
import { sayBy } from '../../../src/base/say';
import {
  inEnglish,
  inWords,
  isSentence,
  sentence,
  type Sentence,
} from '../../../src/base/sentence';
import { readOpened, readOutcome } from '../../../src/host/engineReply';

const said = sentence('{0} cannot be used: {1}.', '{1}.json', sentence('it has {0} holes', 3));

describe('A sentence', () => {
  it('is said in English where nobody reads another language', () => {
    assert.equal(inEnglish(said), '{1}.json cannot be used: it has 3 holes.');
  });

  it('is said with all that stands in it, what it has no words for in English', () => {
    const german = { '{0} cannot be used: {1}.': '{1}, darum geht {0} nicht.' };
    assert.equal(inWords(said, sayBy(german)), 'it has 3 holes, darum geht {1}.json nicht.');
  });

  it('crosses to another process', () => {
    assert.deepEqual(structuredClone(said), said);
    assert.ok(isSentence(JSON.parse(JSON.stringify(said))));
  });

  const failure = failureOf('unsatisfiable', said);
  it('comes with a failure of the engine', () => {
    assert.equal(failure.message, inEnglish(said));
    assert.deepEqual(readOutcome({ kind: 'failed', failure }), { kind: 'failed', failure });
  });

  const nest = Array.from({ length: 20 }).reduce<Sentence>((inner) => sentence('{0}', inner), said);
  const endless: { english: string; values: unknown[] } = { english: '{0}', values: [] };
  endless.values.push(endless);
  for (const [what, wrong] of [
    ['missing', undefined],
    ['a text', 'No.'],
    ['without values', { english: 'No.' }],
    ['with a value that is none', { english: '{0}', values: [null] }],
    ['too deep', nest],
    ['in itself', endless],
  ] as const)
    it(`is none, and the answer with it, that is ${what}`, () => {
      assert.equal(readOutcome({ kind: 'failed', failure: { ...failure, said: wrong } }), undefined); // prettier-ignore
      assert.equal(readOpened({ kind: 'failed', failure: { ...failure, said: wrong } }), undefined);
    });
});
