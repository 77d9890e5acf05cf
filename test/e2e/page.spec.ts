import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../scripts/vscode/chromium';
import { openStepsPage } from '../../scripts/vscode/stepsPage';
import { change, makeHeader, makeStep, makeTrace, view } from '../unit/support/traces';

type Trace = ReturnType<typeof makeTrace>;

/** Markup, script and signs that turn letters around, as a model or a stranger's trace may have them. */
const hostile = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>\u202e&lt;${1}';

/** A trace of tokens with a single digit each. */
function oneDigitEach(): Trace {
  const whole = makeTrace();
  const steps = [0, 1].map((position) =>
    makeStep({
      index: position,
      reveals: [change(position, 0)],
      views: [view(position, 1, { [position]: 1 })],
    }),
  );
  const subTokens = { ...whole.header.subTokens, length: 1, base: 16 };
  return { ...whole, header: { ...whole.header, subTokens }, steps };
}

describe('The page of the steps in a browser', () => {
  let browser: Browser | undefined;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser?.close());

  const opened = async (run: object = makeTrace()): Promise<Page> => {
    assert.ok(browser);
    return openStepsPage(browser, run);
  };
  const tell = (page: Page, ...messages: readonly object[]): Promise<unknown> =>
    page.evaluate(
      `for (const message of ${JSON.stringify(messages)}) window.postMessage(message);`,
    );

  it('says of a hole that nothing stands in it, once that is so', async () => {
    const page = await opened();
    const { header, outcome } = makeTrace({ header: makeHeader([[0]]) });
    await tell(page, { kind: 'event', event: { kind: 'start', header } });
    await page.locator('.hole', { hasText: 'nothing yet' }).waitFor();
    await tell(page, { kind: 'outcome', outcome });
    await page.locator('.hole', { hasText: 'empty: the hole ends at once' }).waitFor();
    await tell(page, { kind: 'trace', trace: makeTrace(), source: 'run' });
    await page.locator('.fill-text .token').first().waitFor();
    assert.equal(await page.locator('.nothing').isVisible(), false);
    await page.close();
  });

  it('counts steps where motion is reduced, and shows them once all have come', async () => {
    const page = await opened();
    await page.evaluate(`document.body.classList.add('vscode-reduce-motion')`);
    const { header, steps, outcome } = makeTrace();
    const events = steps.map((step) => ({ kind: 'event', event: { kind: 'step', step } }));
    await tell(page, { kind: 'event', event: { kind: 'start', header } }, ...events);
    await page.locator('.place', { hasText: `0/${steps.length}` }).waitFor();
    assert.equal(await page.locator('.fill-text .token.settled').count(), 0);
    await tell(page, { kind: 'outcome', outcome });
    await page.locator('.place', { hasText: `${steps.length}/${steps.length}` }).waitFor();
    await page.locator('.fill-text .token.settled').first().waitFor();
    assert.equal(await page.evaluate('document.getAnimations().length'), 0);
    await page.close();
  });

  it('sets a run of tokens with one digit beside one of tokens with two', async () => {
    const page = await opened();
    const trace = oneDigitEach();
    await tell(page, {
      kind: 'other',
      name: 'one digit',
      of: { kind: 'trace', trace, source: '' },
    });
    const facts = page.getByRole('table', { name: 'Both runs' });
    await facts.waitFor();
    assert.match(await facts.innerText(), /digits a token\s+2\s+1/u);
    assert.equal(await page.locator('.picture').count(), 2);
    await page.close();
  });

  it('says of each chart and each head of a table what it means', async () => {
    const page = await opened();
    for (const summary of await page.locator('summary').all()) await summary.click();
    await page.getByRole('table', { name: 'This run' }).waitFor();
    const silent = await page.evaluate<readonly string[]>(`
      [...document.querySelectorAll('.chart-title strong, th')]
        .filter(({ title, textContent }) => title.length < 20 && !['#', 'step', 'text', 'what', 'value', 'setting', 'default'].includes(textContent))
        .map(({ textContent }) => textContent)`);
    assert.deepEqual(silent, []);
    await page.close();
  });

  it('takes whatever a trace says for text', async () => {
    const whole = makeTrace();
    const json = JSON.stringify({
      ...whole,
      header: { ...whole.header, model: { id: hostile, name: hostile, sha256: hostile }, device: hostile },
      steps: whole.steps.map((step) => ({
        ...step,
        views: step.views.map((one) => ({ ...one, top: one.top.map((top) => ({ ...top, text: hostile })) })),
      })),
      outcome: { ...whole.outcome, ranked: [{ candidate: 0, texts: [hostile], score: -1, share: 1, tokens: 2 }] },
    }); // prettier-ignore
    const page = await opened(JSON.parse(json) as object);
    const other = { kind: 'trace', trace: JSON.parse(json) as object, source: hostile };
    await tell(page, { kind: 'other', name: hostile, of: other });
    for (const summary of await page.locator('summary').all()) await summary.click();
    await page.locator('.fill-text .token').first().hover();
    await page.locator('.card').waitFor();
    await page.getByText('onerror="window.hit=1"').first().waitFor();
    assert.equal(await page.locator('main img, main script').count(), 0);
    assert.equal(await page.evaluate('window.hit'), undefined);
    assert.doesNotMatch(await page.locator('.fill-text').first().innerText(), /\u202e/u);
    await page.close();
  });

  it('fits a window whose zoom leaves it a quarter of its room', async () => {
    const page = await opened();
    await page.setViewportSize({ width: 320, height: 200 });
    await page.locator('.charts svg').first().waitFor();
    const over = 'document.documentElement.scrollWidth - innerWidth';
    await page.waitForFunction(`${over} <= 0`);
    await page.close();
  });
});
