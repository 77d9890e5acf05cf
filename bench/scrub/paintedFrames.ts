import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchChromium } from '../../scripts/vscode/chromium';
import { root } from '../../scripts/vscode/paths';
import type { Trace } from '../../src/protocol/engineTypes';

const styles = ['visualiser', 'charts', 'steer', 'comparison'];

/** What the host gives the page, as far as this needs it. */
const host =
  'window.acquireVsCodeApi = () => ({ postMessage() {}, getState() {}, setState() {} });';

/**
 * From the begin of a frame until all that the page does for it is done: script, style, layout and paint. What the
 * compositor and the screen take is not in it.
 */
const goThrough = `(async () => {
  const slider = document.querySelector('input[type=range]');
  const times = [];
  for (let step = 0; step <= Number(slider.max); step++) {
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

/** Milliseconds that the page of the steps takes for each step of a run, gone through one a frame. */
export async function paintedFrames(run: Trace): Promise<readonly number[]> {
  const css = await Promise.all(styles.map((name) => readFile(join(root, 'media', 'visualiser', `${name}.css`), 'utf8'))); // prettier-ignore
  const script = await readFile(join(root, 'dist', 'visualiser.js'), 'utf8');
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.setContent('<!DOCTYPE html><html><body><main id="panel"></main></body></html>');
    for (const content of css) await page.addStyleTag({ content });
    await page.addScriptTag({ content: host });
    await page.addScriptTag({ content: script });
    const message = JSON.stringify({ kind: 'trace', trace: run, source: 'run' });
    await page.evaluate(`window.postMessage(${message})`);
    await page.locator('.fill-text .token').first().waitFor();
    await page.evaluate(goThrough); // what runs first is slow: nothing of it is compiled yet
    return await page.evaluate<readonly number[]>(goThrough);
  } finally {
    await browser.close();
  }
}
