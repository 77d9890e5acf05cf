import type { CDPSession, Page } from 'playwright-core';
import { launchChromium } from '../../scripts/vscode/chromium';
import { openStepsPage } from '../../scripts/vscode/stepsPage';
import type { Trace } from '../../src/protocol/engineTypes';

/** How the steps of a run are gone through. */
export interface Painted {
  /** Milliseconds on the wall's clock, by frame. */
  readonly frames: readonly number[];
  /** Milliseconds of the processor a frame, in the page's thread. */
  readonly processor: Readonly<Record<'all' | 'script' | 'style' | 'layout', number>>;
}

/**
 * From the begin of a frame until all that the page does for it is done: script, style, layout and paint. What the
 * compositor and the screen take is not in it.
 */
function going(steps: readonly number[]): string {
  return `(async () => {
  const slider = document.querySelector('input[type=range]');
  const times = [];
  for (const step of ${JSON.stringify(steps)}) {
    times.push(await new Promise((done) => {
      let begin = 0;
      requestAnimationFrame(() => { begin = performance.now(); });
      slider.value = String(step);
      slider.dispatchEvent(new Event('input'));
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now() - begin);
        port2.postMessage(0);
      });
    }));
  }
  return times;
})()`;
}

const counters = {
  all: 'TaskDuration',
  script: 'ScriptDuration',
  style: 'RecalcStyleDuration',
  layout: 'LayoutDuration',
} as const;

/** What the page of the steps takes to show one step of a run after the other, each in a frame of its own. */
export async function paintedFrames(
  run: Trace,
  ways: Readonly<Record<string, readonly number[]>>,
): Promise<Readonly<Record<string, Painted>>> {
  const browser = await launchChromium();
  try {
    const page = await openStepsPage(browser, run);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const found: Record<string, Painted> = {};
    for (const [way, steps] of Object.entries(ways)) {
      await page.evaluate(going(steps)); // what runs first is slow: nothing of it is compiled yet
      found[way] = await paintedWay(page, session, steps);
    }
    return found;
  } finally {
    await browser.close();
  }
}

async function paintedWay(
  page: Page,
  session: CDPSession,
  steps: readonly number[],
): Promise<Painted> {
  const before = await secondsOf(session);
  const frames = await page.evaluate<readonly number[]>(going(steps));
  const after = await secondsOf(session);
  const spent = (counter: string): number =>
    (((after.get(counter) ?? 0) - (before.get(counter) ?? 0)) * 1000) / steps.length;
  const { all, script, style, layout } = counters;
  return {
    frames,
    processor: { all: spent(all), script: spent(script), style: spent(style), layout: spent(layout) }, // prettier-ignore
  };
}

async function secondsOf(session: CDPSession): Promise<ReadonlyMap<string, number>> {
  const { metrics } = await session.send('Performance.getMetrics');
  return new Map(metrics.map(({ name, value }) => [name, value]));
}
