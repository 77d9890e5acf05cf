import assert from 'node:assert/strict';
import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Trace } from '../../../src/engine';
import { temporaryFolder } from '../support/folders';

const cli = join(process.cwd(), 'dist', 'cli.js');
const common = ['--device', 'cpu', '--candidates', '2', '--length', '3'];

/** With the small model, where a command takes one and none is named. */
function small(words: readonly string[]): readonly string[] {
  const takesModel = ['fill', 'device', 'eval'].includes(words[0] ?? '');
  return takesModel && !words.includes('--model') ? [...words, '--model', 'prime-tiny'] : words;
}

describe('prime-infill', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  const source = 'function add(a, b) {\r\n  return ;\r\n}\r\n';
  const file = (): string => join(folder.path, 'add.js');
  before(() => assert.ok(existsSync(cli), 'run npm run build first'));
  beforeEach(() => {
    folder = temporaryFolder();
    writeFileSync(file(), source);
  });
  afterEach(() => folder.remove());

  function run(words: readonly string[], input?: string | Buffer): SpawnSyncReturns<string> {
    return spawnSync(process.execPath, [cli, ...small(words)], {
      encoding: 'utf8',
      ...(input === undefined ? {} : { input }),
    });
  }

  it('prints the whole text with the fill in place into a pipe', () => {
    const { status, stdout } = run(['fill', file(), '--at', '2:10', ...common]);
    assert.equal(status, 0);
    assert.ok(stdout.startsWith('function add(a, b) {\r\n  return '));
    assert.ok(stdout.endsWith(';\r\n}\r\n'));
    assert.ok(stdout.length > source.length);
    assert.equal(readFileSync(file(), 'utf8'), source, 'the file is untouched');
  });

  it('fills the holes that are typed into a text, with the lengths typed into them', () => {
    const words = ['fill', '-', '--holes', '--json', '--device', 'cpu', '--candidates', '1'];
    const { status, stdout } = run(words, 'let a = <?2>;\nlet b = <?2l>;\n');
    assert.equal(status, 0);
    const report = JSON.parse(stdout) as { spans: unknown; ranked: { texts: string[] }[] };
    assert.deepEqual(report.spans, [
      { start: 8, end: 12 },
      { start: 22, end: 27 },
    ]);
    assert.equal(report.ranked[0]?.texts[1]?.split('\n').length, 2);
    const none = run(words, 'let a = 1;\n');
    assert.equal(none.status, 1);
    assert.match(none.stderr, /There is no hole <\?> in the text\. Type it where/);
  });

  it('says how many holes it found, and where, and takes no type for one', () => {
    const words = ['fill', '-', '--stdin-name', 'A.java', '--holes', ...common];
    const found = run(words, 'List<?> a = <?>;\nint b = <?2>;\n');
    assert.equal(found.status, 0);
    assert.match(found.stderr, /^2 holes: 1:13, 2:9\n/);
    assert.ok(found.stdout.startsWith('List<?> a = '));
    const none = run(words, 'List<?> a = b;\n');
    assert.equal(none.status, 1);
    assert.match(none.stderr, /no hole <\?> in the text\. <\?> behind a name is a type here\./);
  });

  it('counts columns behind a byte order mark, and keeps the mark', () => {
    writeFileSync(file(), '\ufeffname = 1\n');
    const { status, stdout } = run(['fill', file(), '--at', '1:1', ...common]);
    assert.equal(status, 0);
    assert.ok(/^\ufeff[^\ufeff]*name = 1\n$/.test(stdout), JSON.stringify(stdout));
    assert.ok(stdout.length > '\ufeffname = 1\n'.length);
    assert.equal(run(['fill', file(), '--at', '1:8-1:9', '--write', ...common]).status, 0);
    assert.match(readFileSync(file(), 'utf8'), /^\ufeffname = [^]*\n$/);
    const json = run(['fill', file(), '--at', '1:8-1:9', '--json', ...common]);
    const { spans } = JSON.parse(json.stdout) as { spans: unknown };
    assert.deepEqual(spans, [{ start: 7, end: 8 }]);
  });

  it('keeps brackets in balance by the language that is named, or by the name', () => {
    const text = '# a note (unfinished\nitems = [1, 2]\ntotal = sum(<?2>\nprint(total)\n';
    const words = ['fill', '-', '--holes', '--balance', '--device', 'cpu'];
    for (const named of [
      ['--language', 'python'],
      ['--stdin-name', 'SConstruct'],
    ]) {
      const { status, stdout } = run([...words, ...named], text);
      assert.equal(status, 0);
      const [, filled = ''] = /total = (sum\([^]*)\nprint\(total\)/.exec(stdout) ?? [];
      const count = (sign: string): number => filled.split(sign).length;
      assert.equal(count('('), count(')'), filled);
    }
  });

  it('cleans away nothing that was asked for', () => {
    const text = 'let a = <?2>;\nlet b = 3;\n';
    const words = ['fill', '-', '--holes', '--json', '--device', 'cpu'];
    for (const [asked, held] of [
      [['--match', '1;'], /^1;$/],
      [['--require', ';'], /;/],
    ] as const) {
      const { status, stdout } = run([...words, ...asked], text);
      assert.equal(status, 0);
      const { ranked } = JSON.parse(stdout) as { ranked: { texts: string[] }[] };
      assert.ok(ranked.length > 0);
      for (const { texts } of ranked) assert.match(texts[0] ?? '', held);
    }
  });

  it('reads standard input, and gives the same with the same seed', () => {
    const words = ['fill', '-', '--at', '2:10', '--temperature', '1', '--seed', '5', ...common];
    const { status, stdout } = run(words, source);
    assert.equal(status, 0);
    assert.equal(run(words, source).stdout, stdout);
  });

  it('prints JSON, and shows every step beside it', () => {
    const { status, stdout, stderr } = run([
      ...['fill', file(), '--at', '2:10', '--at', '1:14-1:18', '--json', '--show-steps'],
      ...common,
    ]);
    assert.equal(status, 0);
    const report = JSON.parse(stdout) as {
      kind: string;
      spans: unknown;
      ranked: { texts: string[] }[];
      statistics: { steps: number };
    };
    assert.equal(report.kind, 'filled');
    assert.deepEqual(report.spans, [
      { start: 13, end: 17 },
      { start: 31, end: 31 },
    ]);
    assert.equal(report.ranked[0]?.texts.length, 2);
    assert.match(stderr, /^ +1 {2}t 0\.\d\d {2}forward .* {2}[░▒▓]{6} {2}/);
  });

  it('writes the fill into the file, and leaves nothing beside it', () => {
    const { status } = run(['fill', file(), '--at', '2:10', '--write', ...common]);
    assert.equal(status, 0);
    const written = readFileSync(file(), 'utf8');
    assert.notEqual(written, source);
    assert.ok(written.startsWith('function add(a, b) {\r\n  return '));
    assert.deepEqual(readdirSync(folder.path), ['add.js']);
  });

  it('writes through a link, and leaves it a link', () => {
    const link = join(folder.path, 'link.js');
    symlinkSync(file(), link);
    const { status } = run(['fill', link, '--at', '2:10', '--write', ...common]);
    assert.equal(status, 0);
    assert.ok(lstatSync(link).isSymbolicLink());
    assert.notEqual(readFileSync(file(), 'utf8'), source);
  });

  it('leaves a read-only file as it is, and says what to do', () => {
    chmodSync(file(), 0o444);
    const { status, stderr } = run(['fill', file(), '--at', '2:10', '--write', ...common]);
    assert.equal(status, 1);
    assert.match(stderr, /add\.js is read-only, so nothing was written\. Make it writable/);
    assert.equal(readFileSync(file(), 'utf8'), source);
  });

  const inRuntime = (patch: string): string =>
    `const { InferenceSession } = require(${JSON.stringify(join(process.cwd(), 'node_modules', 'onnxruntime-node'))}); ${patch}`;
  for (const [when, preload, told] of [
    [
      'as the runtime is loaded',
      "process.dlopen = () => { throw new Error('libonnxruntime.so.1: failed to map segment from shared object'); };",
      /^prime-infill: There is too little memory to load ONNX Runtime\. Close other programs/,
    ],
    [
      'as a model is opened',
      inRuntime("InferenceSession.create = () => Promise.reject(new Error('Exception during initialization: std::bad_alloc'));"), // prettier-ignore
      /^prime-infill: There is too little memory for the model “Prime Tiny” .*Close other programs/,
    ],
    [
      'in a fill',
      inRuntime("const { create } = InferenceSession; let runs = 0; InferenceSession.create = async (...words) => { const session = await create.apply(InferenceSession, words); const run = session.run.bind(session); session.run = (...rest) => { if (++runs > 2) throw new Error('Failed to allocate memory for requested buffer of size 9'); return run(...rest); }; return session; };"), // prettier-ignore
      /^prime-infill: There is too little memory for the model “Prime Tiny” .*Close other programs/,
    ],
  ] as const)
    it(`says that there is too little memory, and not to install again, ${when}`, () => {
      const script = join(folder.path, 'preload.cjs');
      writeFileSync(script, preload);
      const words = small(['fill', file(), '--at', '2:10', ...common]);
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['--require', script, cli, ...words],
        { encoding: 'utf8' },
      );
      assert.deepEqual([status, stdout], [1, '']);
      assert.match(stderr, told);
      assert.doesNotMatch(stderr, /Install|bug/);
    });

  it('writes no trace over what it reads, and ends with 2', () => {
    for (const [words, input] of [
      [['fill', file(), '--at', '2:10'], undefined],
      [['fill', '-', '--at', '2:10'], openSync(file(), 'r')],
    ] as const) {
      const { status, stderr } = spawnSync(
        process.execPath,
        [cli, ...words, '--trace', file(), ...common],
        { encoding: 'utf8', ...(input === undefined ? {} : { stdio: [input, 'pipe', 'pipe'] }) },
      );
      assert.equal(status, 2);
      assert.match(stderr, /--trace .* is the file that fill reads\. Give another file/);
      assert.equal(readFileSync(file(), 'utf8'), source);
    }
  });

  it('writes nothing among the files of a model, by any link, and ends with 2', () => {
    const model = join(folder.path, 'model');
    cpSync(join('models', 'prime-tiny'), model, { recursive: true });
    symlinkSync(model, join(folder.path, 'link'));
    symlinkSync(join(model, 'manifest.json'), join(folder.path, 'soft.json'));
    const cases = join(folder.path, 'cases.jsonl');
    writeFileSync(cases, '');
    const before = readdirSync(model);
    const manifest = readFileSync(join(model, 'manifest.json'), 'utf8');
    for (const words of [
      ['fill', file(), '--at', '1:1', '--trace', join(model, 'manifest.json')],
      ['fill', file(), '--at', '1:1', '--trace', join(folder.path, 'link', 'new.json')],
      ['fill', file(), '--at', '1:1', '--trace', join(folder.path, 'soft.json')],
      ['fill', join(model, 'manifest.json'), '--at', '1:1', '--write'],
      ['eval', '--cases', cases, '--json', join(model, 'out.json')],
    ]) {
      const { status, stderr } = run(words);
      assert.equal(status, 2, words.join(' '));
      assert.match(stderr, /would write into the folder of a model, .*Give a file somewhere else/);
    }
    assert.deepEqual(readdirSync(model), before);
    assert.equal(readFileSync(join(model, 'manifest.json'), 'utf8'), manifest);
  });

  it('says that a file is too large, before it reads it', () => {
    writeFileSync(file(), '');
    truncateSync(file(), 560e6);
    const { status, stderr } = run(['fill', file(), '--at', '1:1', ...common]);
    assert.equal(status, 1);
    assert.match(stderr, /add\.js is larger than 300 MB, .* Copy the part/);
    const evaluated = run([
      'eval',
      '--cases',
      file(),
      '--json',
      join(folder.path, 'out'),
      ...common,
    ]);
    assert.equal(evaluated.status, 1);
    assert.match(
      evaluated.stderr,
      /add\.js cannot be read: it is larger than 300 MB\. Give a file/,
    );
  });

  it('takes no number of threads that no machine has', () => {
    for (const threads of ['1e6', '65', '-1', '1.5']) {
      const { status, stderr } = run(['device', `--threads=${threads}`]);
      assert.equal(status, 2);
      assert.match(stderr, /--threads must be a whole number from 0 to 64/);
    }
  });

  it('writes a trace that holds the fill', () => {
    const path = join(folder.path, 'trace.json');
    const { status, stdout } = run([
      'fill',
      file(),
      '--at',
      '2:10',
      '--json',
      '--trace',
      path,
      ...common,
    ]);
    assert.equal(status, 0);
    const trace = JSON.parse(readFileSync(path, 'utf8')) as Trace;
    assert.equal(trace.kind, 'prime-infill-trace');
    assert.ok(trace.outcome.kind === 'filled');
    assert.deepEqual(trace.outcome.ranked, (JSON.parse(stdout) as { ranked: unknown }).ranked);
    assert.equal(trace.steps.length, trace.outcome.statistics.steps);
  });

  const failing: readonly (readonly [string, () => string[], RegExp])[] = [
    [
      'a place outside of the text',
      () => [file(), '--at', '9:1'],
      /There is no line 9: the text has 4/,
    ],
    [
      'a file that is not there',
      () => [join(folder.path, 'no.js'), '--at', '1:1'],
      /cannot be read: ENOENT.*Give the path/,
    ],
    [
      'a file that is not UTF-8',
      () => {
        writeFileSync(file(), Buffer.from([0x61, 0xff, 0xfe]));
        return [file(), '--at', '1:1'];
      },
      /add\.js is not UTF-8 text/,
    ],
    [
      'a binary file',
      () => {
        writeFileSync(file(), 'a\0b');
        return [file(), '--at', '1:1'];
      },
      /add\.js is a binary file \(it has a NUL at offset 1\)/,
    ],
    [
      'a model that is not installed',
      () => [file(), '--at', '1:1', '--model', 'huge'],
      /There is no model “huge”\. Installed are: .*prime-tiny/,
    ],
    [
      'a length beyond the model',
      () => [file(), '--at', '1:1', '--length', '999'],
      /The length in tokens, with this model, must be/,
    ],
    [
      'a device that does not exist',
      () => [file(), '--at', '1:1', '--device', 'abacus'],
      /There is no device “abacus”/,
    ],
  ];
  for (const [what, words, expected] of failing) {
    it(`ends with 1 and a sentence for ${what}, and says it in JSON where that is wanted`, () => {
      const { status, stderr, stdout } = run(['fill', ...words(), '--json']);
      assert.equal(status, 1);
      assert.match(stderr, expected);
      const report = JSON.parse(stdout) as { kind: string; failure: { message: string } };
      assert.equal(report.kind, 'failed');
      assert.match(report.failure.message, expected);
    });
  }

  it('ends with 2 and a sentence for wrong usage', () => {
    const { status, stderr, stdout } = run(['fill', file()]);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^prime-infill: Say where to fill .*\nSee prime-infill --help\.\n$/);
  });

  it('documents its exit codes, and ends with 0, when asked for help', () => {
    const { status, stdout } = run(['--help']);
    assert.equal(status, 0);
    for (const code of ['0 ', '1 ', '2 ', '130 '])
      assert.match(stdout, new RegExp(`^ +${code}`, 'm'));
  });

  it('lists models and tells the device', () => {
    const models = run(['models', '--json']);
    assert.equal(models.status, 0);
    const listed = JSON.parse(models.stdout) as { kind: string; id: string }[];
    assert.ok(listed.some(({ kind, id }) => kind === 'usable' && id === 'prime-tiny'));
    const { stdout } = run(['models']);
    assert.match(stdout, /^prime-tiny {2}Prime Tiny, \d/m);
    assert.match(stdout, /^auto: \S+ (takes|has not been timed)/m);
    const device = run(['device', '--device', 'cpu']);
    assert.equal(device.status, 0);
    assert.match(device.stdout, /^Prime Tiny runs on cpu\n {2}cpu .* chosen\n$/);
  });

  it('ends with 130 when it is interrupted', async () => {
    const child = spawn(process.execPath, [
      cli,
      ...small(['fill', '-', '--at', '2:10', ...common]),
    ]);
    let notes = '';
    child.stderr.on('data', (part: Buffer) => (notes += part.toString()));
    const closed = once(child, 'close');
    // More than a pipe holds: when it has gone through, the program is up and reads.
    child.stdin.write(source + '// \n'.repeat(1e6), () => {
      child.kill('SIGINT');
      child.stdin.end();
    });
    assert.deepEqual(await closed, [130, null]);
    assert.equal(notes, 'prime-infill: cancelled\n');
  });
});
