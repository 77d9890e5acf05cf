import assert from 'node:assert/strict';
import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseReport, type Report } from '../../../src/evaluation/report';
import { temporaryFolder } from '../support/folders';

const cli = join(process.cwd(), 'dist', 'cli.js');
const cases = Array.from({ length: 6 }, (_, k) => ({
  id: `case ${k}`,
  language: k % 2 === 0 ? 'typescript' : 'python',
  prefix: `const a${k} = `,
  middle: ['1', 'b.length', '{\n  a: 1,\n}'][k % 3],
  suffix: ';\n',
}));
const quick = ['--device', 'cpu', '--threads', '1', '--candidates', '1', '--length', 'true'];

describe('prime-infill eval', function () {
  // Each test starts several processes, and each of them loads the model.
  this.timeout(120_000);

  let folder: ReturnType<typeof temporaryFolder>;
  const path = (name: string): string => join(folder.path, name);
  before(() => assert.ok(existsSync(cli), 'run npm run build first'));
  beforeEach(() => {
    folder = temporaryFolder();
    writeFileSync(path('c.jsonl'), cases.map((given) => `${JSON.stringify(given)}\n`).join(''));
  });
  afterEach(() => folder.remove());

  const words = (...more: string[]): string[] => [
    ...[cli, 'eval', '--model', 'prime-tiny'],
    ...['--cases', path('c.jsonl'), '--json', path('o.json')],
    ...quick,
    ...more,
  ];
  const run = (...more: string[]): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, words(...more), { encoding: 'utf8' });
  function report(): Report {
    const parsed = parseReport(readFileSync(path('o.json'), 'utf8'));
    assert.ok(parsed.ok, parsed.ok ? '' : parsed.failure);
    return parsed.value;
  }
  /** All that does not depend on the machine's mood. */
  const lasting = ({ results }: Report): unknown =>
    results.map((ofRun) => ofRun.map((result) => ({ ...result, contextMs: 0, fillMs: 0 })));

  it('fills every case every way, scores each, and prints and keeps the sums', () => {
    const { status, stdout, stderr } = run(
      ...['--sampler', 'entropy,left-to-right', '--steps', '2,4'],
      ...['--samples', path('s.md'), '--sample-count', '3'],
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^prime-tiny [0-9a-f]{12} on cpu:\n\n\| sampler \| steps \|/);
    const { runs, results } = report();
    assert.deepEqual(
      runs.map(({ sampler, steps }) => `${sampler} ${steps}`),
      ['entropy 2', 'entropy 4', 'left-to-right 2'],
    );
    for (const ofRun of results) {
      assert.deepEqual(
        ofRun.map(({ id }) => id),
        cases.map(({ id }) => id),
      );
      for (const result of ofRun) {
        assert.equal(result.tokens, result.middleTokens, 'the true length');
        assert.ok(result.middleLogLikelihood! < 0);
        assert.ok(result.leftToRightLogLikelihood! < 0);
        assert.ok(result.revealLogLikelihood! <= 0);
      }
    }
    results[0]!.forEach(({ evaluations }) => assert.ok(evaluations <= 2));
    results[2]!.forEach(({ evaluations, tokens }) => assert.equal(evaluations, tokens));
    // Greedy writing took the likeliest token each time; its own score says the same.
    for (const { middleLogLikelihood, leftToRightLogLikelihood, exact } of results[2]!) {
      if (exact) assert.equal(middleLogLikelihood, leftToRightLogLikelihood);
    }
    assert.match(readFileSync(path('s.md'), 'utf8'), /^# 3 of 6 holes/);
  });

  it('goes on where it was stopped, and gives what it would have given in one go', () => {
    assert.equal(run('--limit', '2').status, 0);
    assert.equal(report().results[0]!.length, 2);
    const first = report().results[0]![0];
    assert.equal(run().status, 0);
    const resumed = report();
    assert.equal(resumed.results[0]!.length, cases.length);
    assert.deepEqual(resumed.results[0]![0], first, 'what was done is not done again');
    const whole = spawnSync(
      process.execPath,
      words().map((word) => (word === path('o.json') ? path('p.json') : word)),
    );
    assert.equal(whole.status, 0);
    const other = parseReport(readFileSync(path('p.json'), 'utf8'));
    assert.ok(other.ok);
    assert.deepEqual(lasting(other.value), lasting(resumed));
  });

  it('keeps what was done when it is interrupted', async () => {
    const many = Array.from({ length: 4000 }, (_, k) => ({ ...cases[2], id: `${k}` }));
    writeFileSync(path('c.jsonl'), many.map((given) => `${JSON.stringify(given)}\n`).join(''));
    const child = spawn(process.execPath, words(), { stdio: 'ignore' });
    const looking = setInterval(() => {
      if (!existsSync(path('o.json'))) return;
      clearInterval(looking);
      child.kill('SIGINT');
    }, 50);
    const [code] = (await once(child, 'exit')) as [number | null];
    assert.equal(code, 130);
    const done = report().results[0]!.length;
    assert.ok(done < many.length);
  });

  it('refuses to go on with other settings, and says so', () => {
    assert.equal(run('--limit', '1').status, 0);
    const settings = run('--limit', '1', '--seed', '5');
    assert.equal(settings.status, 1);
    assert.match(settings.stderr, /other settings.*Delete it, or give another file with --json/);
    assert.equal(report().results[0]!.length, 1, 'the report is as it was');
  });

  it('refuses a line that is no case, before a model is opened', () => {
    writeFileSync(path('c.jsonl'), `${JSON.stringify(cases[0])}\n{}\n`);
    const { status, stderr } = run();
    assert.equal(status, 1);
    assert.match(stderr, /Line 2 is no case: id is missing\. Correct or remove the line\./);
    assert.ok(!existsSync(path('o.json')));
  });

  it('counts a hole that is too long for the model as not filled, and goes on', () => {
    const long = { ...cases[0], id: 'long', middle: 'x + 1; '.repeat(500) };
    writeFileSync(path('c.jsonl'), [long, cases[1]].map((c) => `${JSON.stringify(c)}\n`).join(''));
    const { status, stdout } = run();
    assert.equal(status, 0);
    assert.match(stdout, /2 \(1 failed\)/);
    const [first, second] = report().results[0]!;
    assert.match(first?.failure ?? '', /length in tokens/);
    assert.equal(second?.failure, undefined);
  });
});
