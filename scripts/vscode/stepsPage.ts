import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { root } from './paths';

const styles = ['visualiser', 'charts', 'steer', 'comparison'];

/** What the host gives the page, as far as a page alone needs it. */
const host =
  'window.acquireVsCodeApi = () => ({ postMessage() {}, getState() {}, setState() {} });';

/** The editor's colours and fonts, as far as they change what there is to draw. */
const theme = Object.entries({
  foreground: '#cccccc',
  'panel-background': '#181818',
  'panel-border': '#2b2b2b',
  'editor-background': '#1f1f1f',
  'editor-foreground': '#cccccc',
  'editor-selectionBackground': '#264f78',
  'editor-font-family': 'monospace',
  'editor-font-size': '14px',
  'font-family': 'sans-serif',
  'font-size': '13px',
  descriptionForeground: '#9d9d9d',
  disabledForeground: '#7c7c7c',
  focusBorder: '#0078d4',
  'charts-purple': '#b180d7',
  'charts-yellow': '#cca700',
  'charts-red': '#f14c4c',
  'charts-blue': '#3794ff',
  'charts-green': '#89d185',
})
  .map(([name, value]) => `--vscode-${name}: ${value};`)
  .join(' ');

/**
 * The page of the steps alone, without an editor around it, once it shows a run.
 *
 * @param run a trace, as the host tells it to the page
 */
export async function openStepsPage(browser: Browser, run: object): Promise<Page> {
  const css = await Promise.all(styles.map((name) => readFile(join(root, 'media', 'visualiser', `${name}.css`), 'utf8'))); // prettier-ignore
  const script = await readFile(join(root, 'dist', 'visualiser.js'), 'utf8');
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.setContent(
    `<!DOCTYPE html><html style="${theme}"><body><main id="panel"></main></body></html>`,
  );
  for (const content of css) await page.addStyleTag({ content });
  await page.addScriptTag({ content: host });
  await page.addScriptTag({ content: script });
  const message = JSON.stringify({ kind: 'trace', trace: run, source: 'run' });
  await page.evaluate(`window.postMessage(${message})`);
  // Its text may be empty.
  await page.locator('.fill-text .token').first().waitFor({ state: 'attached' });
  return page;
}
