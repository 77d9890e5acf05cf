// What a person waits for in the window: from the key press to the first mask blocks, text, actions and the finished
// preview, as a real VS Code draws them in headless Chromium. Milliseconds, and ratios beside the engine's own.
// With --browser in one that is a page and its workers, and what memory its largest process takes; --isolated lets
// workers share memory, which threads need.
// usage: npm run bench:window [-- --fills 10] [--browser [--isolated]] [--model ID …] [--threads N]
import { readFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBrowserWindow } from '../scripts/vscode/browserWindow';
import { root } from '../scripts/vscode/paths';
import { endPreview, waitForExtension, waitForPreview } from '../scripts/vscode/preview';
import { openWorkbench, type Workbench } from '../scripts/vscode/workbench';
import { processor } from './processor';
import { summarise } from './summary';

const expression = { from: { line: 15, column: 10 }, to: { line: 15, column: 32 } };

const waits = ['mask blocks', 'text', 'actions', 'preview'] as const;
type Waits = Readonly<Record<(typeof waits)[number], number>>;

/**
 * Notes in the page when each of them is first drawn after the next press of the key: looked for whenever
 * something changes, and once a frame.
 */
const watch = `new Promise((done) => {
  const times = {};
  let pressed;
  const drawn = () =>
    [...document.querySelectorAll('.view-lines [class*="ced-"]')].flatMap((element) =>
      ['::before', '::after'].map((pseudo) => getComputedStyle(element, pseudo)),
    );
  const look = () => {
    if (pressed === undefined) return;
    const note = (name) => { times[name] ??= performance.now() - pressed; };
    const pieces = drawn().filter(({ content }) => content.startsWith('"'));
    if (pieces.length > 0) note('mask blocks');
    if (pieces.some(({ content }) => /[^\\s"]/u.test(content))) note('text');
    const lenses = [...document.querySelectorAll('.codelens-decoration')];
    if (lenses.length > 0) note('actions');
    const status = [...document.querySelectorAll('.statusbar-item')].map((item) => item.textContent);
    if (status.some((text) => /Prime: 1\\/\\d/u.test(text))) note('preview');
    if (Object.keys(times).length < ${waits.length}) return;
    observer.disconnect();
    done(times);
  };
  const observer = new MutationObserver(look);
  const target = { subtree: true, childList: true, attributes: true, characterData: true };
  addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'p' || pressed !== undefined) return;
    pressed = performance.now();
    observer.observe(document.body, target);
    const frame = () => { look(); if (Object.keys(times).length < ${waits.length}) requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
  }, { capture: true });
})`;

async function waited(workbench: Workbench): Promise<Waits> {
  await workbench.selectRange(expression);
  const { page } = workbench;
  const noted = page.evaluate<Waits>(watch);
  await page.evaluate('0'); // the page listens by now
  await page.keyboard.press('Control+Alt+P');
  const times = await noted;
  await waitForPreview(workbench);
  await endPreview(workbench, 'Escape');
  return times;
}

type Opener = (settings: Readonly<Record<string, unknown>>) => Promise<Workbench>;

const onDesktop: Opener = (settings) =>
  openWorkbench({ workspace: 'samples', settings: { ...settings, 'primeInfill.device': 'cpu' } });

const inBrowser = (isolated: boolean): Opener => {
  const workspaceFolder = join(root, 'samples');
  return (settings) => openBrowserWindow({ workspaceFolder, settings, isolated });
};

interface Measured {
  readonly waits: readonly Waits[];
  /** What the largest process of the browser held before the first fill, and at most. */
  readonly megabytes: readonly [before: number, most: number];
}

async function measure(
  settings: Readonly<Record<string, unknown>>,
  fills: number,
  open: Opener,
): Promise<Measured> {
  const workbench = await open(settings);
  try {
    await workbench.openFile('temperature.ts');
    await waitForExtension(workbench);
    const all: Waits[] = [];
    // The first one loads the model.
    const before = await largestProcess(workbench, 'VmRSS');
    let most = before;
    for (let at = 0; at <= fills; at++) {
      all.push(await waited(workbench));
      most = Math.max(most, await largestProcess(workbench, 'VmHWM'));
    }
    return { waits: all, megabytes: [before, most] };
  } finally {
    await workbench.close();
  }
}

/** MB of the largest renderer, which holds the page and its workers. */
async function largestProcess({ page }: Workbench, kind: 'VmRSS' | 'VmHWM'): Promise<number> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  const told = await session?.send('SystemInfo.getProcessInfo');
  const renderers = (told?.processInfo ?? []).filter(({ type }) => type === 'renderer');
  const sizes = renderers.map(async ({ id }) => {
    const status = await readFile(`/proc/${id}/status`, 'utf8');
    return Number(new RegExp(`^${kind}:\\s+(\\d+)`, 'mu').exec(status)?.[1]) / 1000;
  });
  await session?.detach();
  return Math.max(...(await Promise.all(sizes)));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      fills: { type: 'string', default: '10' },
      browser: { type: 'boolean', default: false },
      isolated: { type: 'boolean', default: false },
      model: { type: 'string', multiple: true },
      threads: { type: 'string', default: '0' },
    },
  });
  const fills = Number(values.fills);
  console.log(`On ${processor()}, load ${loadavg()[0]?.toFixed(1)} of ${cpus().length}; from the key press, medians of ${fills} fills after the first, quartiles in brackets:\n`); // prettier-ignore
  console.log(`| model | | ${waits.join(' | ')} |\n|---|---|---|---|---|---|`);
  const open = values.browser ? inBrowser(values.isolated) : onDesktop;
  for (const model of values.model ?? ['prime-tiny', 'prime-base']) {
    const settings = { 'primeInfill.model': model, 'primeInfill.threads': Number(values.threads) };
    const { waits: all, megabytes } = await measure(settings, fills, open);
    const [first, ...others] = all;
    const row = (cells: readonly string[]): void => console.log(`| ${cells.join(' | ')} |`);
    row([model, 'first fill', ...waits.map((wait) => `${Math.round(first?.[wait] ?? NaN)} ms`)]);
    row([
      '',
      'then',
      ...waits.map((wait) => {
        const { median, quartiles } = summarise(others.map((one) => one[wait]));
        return `${Math.round(median)} ms [${quartiles.map(Math.round).join('–')}]`;
      }),
    ]);
    if (values.browser)
      console.log(`memory: ${megabytes.map(Math.round).join(' MB, at most ')} MB`);
  }
}

void main();
