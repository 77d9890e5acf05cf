import assert from 'node:assert/strict';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Trace } from '../../../src/engine';
import { allFrames, givenAt, withoutText } from '../../../src/playback';
import { temporaryFolder } from '../support/folders';

const cli = join(process.cwd(), 'dist', 'cli.js');

describe('A fill from a step of a trace', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let first: Trace;
  const at = (name: string): string => join(folder.path, name);
  const run = (words: readonly string[], model = 'prime-tiny'): SpawnSyncReturns<string> =>
    spawnSync(
      process.execPath,
      [cli, 'fill', at('add.js'), '--device', 'cpu', '--model', model, ...words],
      { encoding: 'utf8' },
    );
  const traceOf = (name: string): Trace => JSON.parse(readFileSync(at(name), 'utf8')) as Trace;
  const hole = ['--at', '2:10'];
  const drawn = [...hole, '--sampler', 'ancestral', '--steps', '12', '--temperature', '1'];

  before(() => {
    folder = temporaryFolder();
    writeFileSync(at('add.js'), 'function add(a, b) {\n  return ;\n}\nlet c = ;\n');
    const words = ['--length', '6', '--candidates', '1', '--trace', at('first.json')];
    assert.equal(run([...drawn, ...words]).status, 0);
    first = traceOf('first.json');
  });
  after(() => folder.remove());

  it('goes on from there: what stood stands, the rest is drawn anew, and the trace says so', () => {
    const step = first.steps.findIndex(({ time }) => time < 0.6);
    const from = ['--from', at('first.json'), '--from-step', `${step}`];
    const again = (seed: string, name: string): Trace => {
      const words = [...drawn, ...from, '--seed', seed, '--candidates', '1', '--trace', at(name)];
      const { status, stderr } = run(words);
      assert.equal(status, 0, stderr);
      return traceOf(name);
    };
    const branch = again('5', 'branch.json');
    const given = givenAt(first, { candidate: 0, step });
    assert.equal(branch.version, 2);
    assert.ok(given && given.revealed.length > 0);
    assert.deepEqual(branch.header.candidates, [{ lengths: given.lengths, lengthProbability: 1 }]);
    const last = allFrames(branch.header, branch.steps).at(-1)?.candidates[0]?.positions;
    for (const { position, digit, value } of given.revealed) {
      assert.equal(last?.[position]?.digits[digit], value);
    }
    const shown = allFrames(branch.header, [])[0]?.candidates[0]?.positions;
    const before = allFrames(first.header, first.steps)[step]?.candidates[0]?.positions;
    assert.deepEqual(
      shown?.map(({ digits, settled, text }) => (settled ? text : digits)),
      before?.map(({ digits, settled, text }) => (settled ? text : digits)),
    );
    const same = ({ steps }: Trace): unknown => steps.map(({ reveals }) => reveals);
    assert.deepEqual(
      same(again('5', 'again.json')),
      same(branch),
      'the same seed, the same branch',
    );
    assert.notDeepEqual(same(again('6', 'other.json')), same(branch));
  });

  it('starts from a canvas in a file, several holes and a model that fills them one by one', () => {
    const words = ['--at', '2:10', '--at', '4:9', '--trace', at('two.json')];
    assert.equal(run([...words, '--length', '3'], 'prime-base').status, 0);
    const two = traceOf('two.json');
    const tokens = allFrames(two.header, two.steps).at(-1)?.candidates[0]?.positions ?? [];
    const lengths = two.header.candidates[0]?.lengths ?? [];
    const [one = 0, other = 0] = lengths;
    const token = tokens[0]?.token ?? -1;
    const banned = tokens[one]?.token ?? -1;
    writeFileSync(
      at('canvas.json'),
      JSON.stringify({
        lengths,
        forced: [
          { position: one - 1, token },
          { position: one + other - 1, token },
        ],
        banned: [{ position: one, token: banned }],
      }),
    );
    const { status, stderr } = run([...words, '--from', at('canvas.json')], 'prime-base');
    assert.equal(status, 0, stderr);
    const steered = traceOf('two.json');
    assert.equal(steered.header.settings.sampler, 'draft-and-verify');
    const filled = allFrames(steered.header, steered.steps).at(-1)?.candidates[0]?.positions ?? [];
    assert.equal(filled.length, one + other);
    assert.ok(filled.every(({ settled }) => settled));
    assert.equal(filled[one - 1]?.token, token);
    assert.equal(filled.at(-1)?.token, token);
    assert.notEqual(filled[one]?.token, banned);
    const free = run([...words, '--from', at('canvas.json'), '--sampler', 'left-to-right'], 'prime-base'); // prettier-ignore
    assert.equal(free.status, 1);
    assert.match(
      free.stderr,
      /left-to-right sampler of this model cannot start .* draft-and-verify/,
    );
  });

  const hostile: readonly (readonly [string, string, readonly string[], RegExp])[] = [
    ['no JSON', '{', [], /is not JSON/],
    ['a list', '[]', [], /cannot start from f\.json: it is not a JSON object/],
    ['no canvas', '{"lengths": ["a"]}', [], /lengths should be a list of whole numbers/],
    [
      'a damaged trace',
      '{"kind": "prime-infill-trace", "version": 1}',
      [],
      /cannot be opened: it is damaged/,
    ],
    ['a newer trace', '{"kind": "prime-infill-trace", "version": 9}', [], /version 9.*Update/],
    [
      'steps where there are none',
      '{"lengths": [2]}',
      ['--from-step', '1'],
      /is no trace, so it has no steps/,
    ],
    [
      'a token that no model has',
      '{"lengths": [2], "forced": [{"position": 0, "token": 99999}]}',
      [],
      /there is no token 99999/,
    ],
    ['more than a canvas holds', '{"lengths": [100000]}', [], /hole 1 has 100000 tokens/],
  ];
  for (const [what, json, words, sentence] of hostile) {
    it(`refuses ${what} with a sentence`, () => {
      writeFileSync(at('f.json'), json);
      const { status, stderr } = run([...hole, '--from', at('f.json'), ...words]);
      assert.equal(status, 1);
      assert.match(stderr, sentence);
    });
  }

  it('refuses a step that is not there, a trace of another model, and to write over what it reads', () => {
    const far = run([...hole, '--from', at('first.json'), '--from-step', '99']);
    assert.match(far.stderr, /first\.json has 1 candidates and the steps 0 … 12, and no step 99/);
    const other = { ...first, header: { ...first.header, model: { ...first.header.model, id: 'other', sha256: 'x' } } }; // prettier-ignore
    writeFileSync(at('other.json'), JSON.stringify(other));
    const foreign = run([...hole, '--from', at('other.json')]);
    assert.match(foreign.stderr, /made with the model other, and this one, prime-tiny, has other tokens/); // prettier-ignore
    writeFileSync(at('bare.json'), JSON.stringify(withoutText(first)));
    const bare = run([...hole, '--from', at('bare.json')]);
    assert.equal(bare.status, 1);
    assert.match(
      bare.stderr,
      /bare\.json was saved without its text, so no fill can start from it/,
    );
    const clash = run([...hole, '--from', at('first.json'), '--trace', at('first.json')]);
    assert.equal(clash.status, 2);
    assert.deepEqual(traceOf('first.json'), first);
  });
});
