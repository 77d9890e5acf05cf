import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { fillBlock, type Block } from './evaluation/block';
import { suites, type Suite } from './evaluation/suites';

// npm run eval -- --out DIR [--heldout heldout.jsonl] [--infilling FOLDER] [--page docs/results.md]
//   [--sheet docs/samples.md] …
// Draws cases, evaluates, grades and puts the tables into the page. The same command goes on where it
// was stopped. Cases and reports hold other people's texts: DIR lies outside the repository.

const options = {
  out: { type: 'string' },
  /** What prime.corpus.build held out. */
  heldout: { type: 'string' },
  /** The data folder of openai/human-eval-infilling. */
  infilling: { type: 'string' },
  page: { type: 'string' },
  /** Where 40 holes of this repository's own files go with their fills, for a person to read. */
  sheet: { type: 'string' },
  python: { type: 'string', default: 'python3' },
  model: { type: 'string', default: 'prime-tiny' },
  threads: { type: 'string', default: '1' },
  /** Held-out holes for each language. */
  holes: { type: 'string', default: '25' },
  /** Tasks of each infilling suite. */
  tasks: { type: 'string', default: '100' },
  seed: { type: 'string', default: '1' },
  only: { type: 'string' },
} as const;

type Choices = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  const { out, heldout, infilling } = values;
  if (out === undefined || (heldout ?? infilling ?? values.sheet) === undefined) {
    throw new Error(
      'Give --out DIR, and --heldout F, --infilling FOLDER or --sheet F: see train/README.md.',
    );
  }
  await mkdir(out, { recursive: true });
  const blocks: Block[] = [];
  for (const suite of suites) {
    const source = { heldout, infilling, own: values.sheet && '.' }[suite.source];
    const chosen = values.only === undefined || values.only.split(',').includes(suite.name);
    if (source !== undefined && chosen) {
      blocks.push(...(await evaluateSuite(suite, source, out, values)));
    }
  }
  for (const { name, text } of blocks) await writeFile(join(out, `${name}.md`), text);
  if (values.page === undefined) return;
  let page = await readFile(values.page, 'utf8');
  for (const block of blocks) page = fillBlock(page, block);
  await writeFile(values.page, page);
}

async function evaluateSuite(
  suite: Suite,
  source: string,
  out: string,
  values: Choices,
): Promise<Block[]> {
  const { python, model, threads, holes, seed } = values;
  const cases = join(out, `${suite.name}.cases.jsonl`);
  const tasks = suite.tasks === undefined ? undefined : join(source, suite.tasks);
  const drawing = {
    heldout: ['held-out', '--corpus', source, '--count', holes],
    infilling: ['infilling', '--tasks', tasks ?? '', '--count', values.tasks],
    own: ['own', '--folder', source, '--count', '10'],
  }[suite.source];
  if (!existsSync(cases)) {
    await run(python, ['-m', 'prime.measures.cases', ...drawing, '--seed', seed, '--out', cases]);
  }
  const blocks: Block[] = [];
  for (const length of suite.isSheet === true ? ['auto'] : ['true', 'auto']) {
    const name = `${suite.name}-${length}`;
    const json = join(out, `${name}.json`);
    const settings = [
      ...['--sampler', suite.samplers, '--steps', suite.steps, '--length', length],
      ...['--candidates', '1', '--seed', '0', '--model', model, '--device', 'cpu'],
      ...['--threads', threads],
    ];
    const sheet = suite.isSheet === true ? values.sheet : undefined;
    const samples =
      tasks === undefined ? ['--samples', sheet ?? join(out, `${name}.samples.md`)] : [];
    const cli = [join('dist', 'cli.js'), 'eval', '--cases', cases, '--json', json];
    const tables = await run(process.execPath, [...cli, ...settings, ...samples]);
    // Names of files say which data; where they lie is nobody else's business.
    const drawn = drawing
      .map((word) => (word === source || word === tasks ? basename(word) : word))
      .join(' ');
    const said = `prime.measures.cases ${drawn} --seed ${seed}; prime-infill eval ${settings.join(' ')}`;
    let text = `\`${said}\`\n\n${tables}`;
    if (tasks !== undefined) {
      const graded = join(out, `${name}.graded.json`);
      const grading = ['--tasks', tasks, '--cases', cases, '--report', json, '--out', graded];
      text += `\n${await run(python, ['-m', 'prime.measures.grade', ...grading])}`;
    }
    if (suite.isSheet !== true) blocks.push({ name, text });
  }
  return blocks;
}

/** What a command printed; its standard error, with its progress, goes to ours. */
async function run(command: string, words: readonly string[]): Promise<string> {
  const child = spawn(command, words, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PYTHONPATH: 'train' },
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) return printed;
  throw new Error(`${command} ${words.join(' ')} ended with ${code}: see above.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
