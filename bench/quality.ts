import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/base/clock';
import { silentLog } from '../src/base/log';
import { openEngine } from '../src/engine';
import { drawCalibration, drawCurves } from './quality/plot';
import { measureQuality } from './quality/measureQuality';
import { pickCases } from './quality/pickCases';

// npm run bench:quality -- --documents F [--count N] [--json F] [--plots FOLDER]

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      documents: { type: 'string' },
      count: { type: 'string', default: '150' },
      model: { type: 'string', default: join('models', 'prime-tiny') },
      json: { type: 'string' },
      plots: { type: 'string' },
    },
  });
  const { documents, count, model, json, plots } = values;
  if (documents === undefined) {
    throw new Error('Give a file of documents, a JSON object {path, text} a line: --documents F.');
  }
  const cases = pickCases(await readFile(documents, 'utf8'), Number(count));
  const opened = await openEngine({
    modelFolder: model,
    device: 'cpu',
    threads: 1,
    clock: systemClock,
    log: silentLog,
  });
  if (opened.kind === 'failed') throw new Error(opened.failure.message);
  const quality = await measureQuality(opened.engine, cases, (line) => {
    console.error(line);
  });
  await opened.engine.dispose();
  if (json !== undefined) await writeFile(json, `${JSON.stringify(quality, undefined, 1)}\n`);
  if (plots !== undefined) {
    await writeFile(join(plots, 'quality.svg'), drawCurves(quality));
    await writeFile(join(plots, 'calibration.svg'), drawCalibration(quality));
  }
  console.log(
    `${quality.cases} cases, ${quality.meanTokens.toFixed(1)} tokens on average, ${quality.model}\n`,
  );
  console.log('| rule | setting | evaluations | exact | edit similarity | log p of the truth |');
  console.log('|---|---|---|---|---|---|');
  for (const run of quality.runs) {
    const cells = [
      run.rule,
      run.setting,
      run.evaluations.toFixed(1),
      `${(100 * run.exact).toFixed(1)} %`,
      run.similarity.toFixed(3),
      run.truth === undefined ? '' : run.truth.toFixed(2),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  console.log('\n| score | exact among the first | mean similarity of the first | AUC |');
  console.log('|---|---|---|---|');
  for (const { score, exact, similarity, auc } of quality.rankings) {
    console.log(
      `| ${score} | ${(100 * exact).toFixed(1)} % | ${similarity.toFixed(3)} | ${auc.toFixed(3)} |`,
    );
  }
}

void main();
