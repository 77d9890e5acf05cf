import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../scripts/vscode/chromium';
import { openStepsPage } from '../../scripts/vscode/stepsPage';
import { randomRun } from './support/randomRun';

/** What a person may do, as the page hears it. */
type Act =
  | { readonly kind: 'step'; readonly to: number }
  | { readonly kind: 'candidate'; readonly to: number }
  | { readonly kind: 'order'; readonly on: boolean }
  /** Whatever came before is drawn. */
  | { readonly kind: 'frame' };

interface Shown {
  readonly texts: string;
  readonly [part: string]: unknown;
}

const doing = (acts: readonly Act[]): string => `(async () => {
  const one = (selector) => document.querySelector(selector);
  const tell = (element, name) => element.dispatchEvent(new Event(name));
  for (const act of ${JSON.stringify(acts)}) {
    if (act.kind === 'step') { one('input[type=range]').value = act.to; tell(one('input[type=range]'), 'input'); }
    if (act.kind === 'order') { one('.order input').checked = act.on; tell(one('.order input'), 'change'); }
    if (act.kind === 'frame') await new Promise(requestAnimationFrame);
    if (act.kind === 'candidate') {
      const select = [...document.querySelectorAll('.controls select')].at(-1);
      select.value = act.to;
      tell(select, 'change');
    }
  }
  const frame = () => new Promise(requestAnimationFrame);
  // What is out of sight follows once nobody goes on; then a screen reader is told, and what was painted is.
  const rested = Date.now() + 1000;
  while (Date.now() < rested || one('.live').ariaBusy === 'true') await frame();
  // The map goes to where the shown step is by ways of its own.
  one('.picture').scrollTo(0, 0);
  await frame();
  await frame();
})()`;

/** All that the page shows of a step but for what it took to paint, which no two times is the same. */
const shown = `(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  return {
    // A style of which all was taken back stays as an empty attribute.
    texts: all('.fill-text')[0].outerHTML.replaceAll(' style=""', ''),
    positions: all('.positions')[0].outerHTML,
    charts: all('.chart-value:not(.paint)').map((value) => value.textContent),
    cursors: all('.chart .cursor').slice(0, -1).map(({ style }) => style.transform),
    said: all('.live')[0].textContent,
    slider: all('input[type=range]')[0].ariaValueText,
    place: all('.place')[0].textContent,
    tokens: all('.steer option').map((option) => option.textContent),
    column: all('.column')[0].style.transform,
    pictures: all('.picture canvas').map((canvas) => canvas.toDataURL()),
  };
})()`;

describe('The page of the steps, alone in a browser', () => {
  let browser: Browser | undefined;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser?.close());

  const opened = async (run: object): Promise<Page> => {
    assert.ok(browser);
    return openStepsPage(browser, run);
  };
  const act = async (page: Page, acts: readonly Act[]): Promise<Shown> => {
    await page.evaluate(doing(acts));
    return page.evaluate<Shown>(shown);
  };

  // All columns of the map are in view, or few of them.
  for (const steps of [20, 120])
    it(`shows after leaps through ${steps} steps what a walk step by step shows`, async () => {
      const step = fc.nat({ max: steps }).map((to): Act => ({ kind: 'step', to }));
      const anything = fc.oneof(
        { arbitrary: step, weight: 5 },
        { arbitrary: fc.constant<Act>({ kind: 'frame' }), weight: 3 },
        fc.nat({ max: 1 }).map((to): Act => ({ kind: 'candidate', to })),
        fc.boolean().map((on): Act => ({ kind: 'order', on })),
      );
      const leaps = fc.array(anything, { minLength: 1, maxLength: 30 });
      const end = fc.record({
        to: fc.nat({ max: steps }),
        candidate: fc.nat({ max: 1 }),
        on: fc.boolean(),
      });
      const property = fc.asyncProperty(
        randomRun(steps),
        fc.array(fc.tuple(leaps, end), { minLength: 3, maxLength: 3 }),
        async (run, rounds) => {
          const [leaping, walking] = [await opened(run), await opened(run)];
          for (const [acts, { to, candidate, on }] of rounds) {
            const settings: readonly Act[] = [
              { kind: 'candidate', to: candidate },
              { kind: 'order', on },
            ];
            const walk = Array.from({ length: to + 1 }, (_, at): readonly Act[] => [
              { kind: 'step', to: at },
              { kind: 'frame' },
            ]);
            const [left, right] = [
              await act(leaping, [...acts, ...settings, { kind: 'step', to }]),
              await act(walking, [...settings, ...walk.flat()]),
            ];
            assert.ok(left.texts.includes('token'));
            assert.deepEqual(left, right);
          }
          await Promise.all([leaping.close(), walking.close()]);
        },
      );
      await fc.assert(property, { numRuns: 3, endOnFailure: true });
    });

  it('tells a screen reader of a step once nobody goes on', async () => {
    const [run] = fc.sample(randomRun(20), { numRuns: 1, seed: 5 });
    assert.ok(run);
    const page = await opened(run);
    const busy = await page.evaluate<readonly (string | null)[]>(`(async () => {
      const live = document.querySelector('.live');
      const slider = document.querySelector('input[type=range]');
      const said = [];
      for (let step = 0; step < 20; step++) {
        slider.value = step;
        slider.dispatchEvent(new Event('input'));
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        said.push(live.textContent.startsWith('Step ' + step + ' of') ? live.ariaBusy : live.textContent);
      }
      return said;
    })()`);
    assert.ok(
      busy.every((said) => said === 'true' || said === 'false'),
      `the eye has each step at once: ${busy.join(', ')}`,
    );
    assert.equal(busy.at(-1), 'true', 'what is passed is not told');
    const told = page.locator('.live[aria-busy=false]', { hasText: 'Step 19 of 20' });
    await told.waitFor();
    await page.close();
  });
});
