// How calm a fill is while it comes out: how often another alternative is shown, lines come and go, and the text behind the
// hole moves; over lines of this repository, each filled as the editor fills a selection.
// usage: npm run bench:calm [-- --fills 48 --models prime-tiny,prime-base --samplers auto]
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/base/clock';
import { silentLog } from '../src/base/log';
import { openEngine, type Engine, type FillEvent, type FillRequest } from '../src/engine';
import { defaultFillSettings, samplerNames, type SamplerName } from '../src/settings/fillSettings';
import { measureCalm, type Calm } from './calm/measureCalm';

/** Shorter ones, such as a brace, are filled at once. */
const leastLetters = 20;

/** One line of each file, the same ones each time: that nearest to the middle that says something. */
async function requests(count: number, sampler: SamplerName): Promise<readonly FillRequest[]> {
  const folder = join('src', 'playback');
  const others = join('src', 'base');
  const names = await Promise.all(
    [folder, others, join('src', 'text'), join('src', 'host', 'infill')].map(async (one) =>
      (await readdir(one)).filter((name) => name.endsWith('.ts')).map((name) => join(one, name)),
    ),
  );
  const made: FillRequest[] = [];
  for (const fileName of names.flat().sort()) {
    if (made.length === count) break;
    const text = await readFile(fileName, 'utf8');
    const lines = [...text.matchAll(/\S.*\S/gu)].filter(([line]) => line.length >= leastLetters);
    const line = lines[Math.floor(lines.length / 2)];
    if (line === undefined) continue;
    const span = { start: line.index, end: line.index + line[0].length };
    const settings = { ...defaultFillSettings, sampler };
    made.push({ text, fileName, language: 'typescript', spans: [span], settings });
  }
  return made;
}

async function fillOf(engine: Engine, request: FillRequest): Promise<Calm | undefined> {
  const events: FillEvent[] = [];
  const filling = engine.fill(request, { signal: new AbortController().signal });
  let next = await filling.next();
  for (; next.done !== true; next = await filling.next()) events.push(next.value);
  const outcome = next.value;
  return outcome.kind === 'filled' ? measureCalm(events, outcome.ranked) : undefined;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      fills: { type: 'string', default: '48' },
      models: { type: 'string', default: 'prime-tiny,prime-base' },
      samplers: { type: 'string', default: 'auto' },
    },
  });
  const samplers = samplerNames.filter((name) => values.samplers.split(',').includes(name));
  console.log('| model | sampler | fills | pictures a fill | another alternative shown: fills, times at most | another one at the end | lines come or go: fills, times at most | text behind it moves by more than 8 columns: pictures |'); // prettier-ignore
  console.log('|---|---|---|---|---|---|---|---|');
  for (const model of values.models.split(',')) {
    const modelFolder = join('models', model);
    const opened = await openEngine({ modelFolder, device: 'cpu', threads: 1, clock: systemClock, log: silentLog }); // prettier-ignore
    if (opened.kind === 'failed') throw new Error(opened.failure.message);
    for (const sampler of samplers) {
      const all: Calm[] = [];
      for (const request of await requests(Number(values.fills), sampler)) {
        const calm = await fillOf(opened.engine, request);
        if (calm !== undefined) all.push(calm);
      }
      console.log(rowOf([model, sampler], all));
    }
    await opened.engine.dispose();
  }
}

function rowOf(names: readonly string[], all: readonly Calm[]): string {
  const some = (count: (calm: Calm) => number): string =>
    `${all.filter((calm) => count(calm) > 0).length}, ${Math.max(0, ...all.map(count))}`;
  const pictures = all.reduce((sum, calm) => sum + calm.pictures, 0);
  const columns = all.flatMap((calm) => calm.columns);
  const cells = [
    ...names,
    `${all.length}`,
    (pictures / all.length).toFixed(1),
    some(({ switches }) => switches),
    `${all.filter(({ endsOtherwise }) => endsOtherwise).length}`,
    some(({ lineJumps }) => lineJumps),
    `${columns.filter((moved) => moved > 8).length} of ${columns.length}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

void main();
