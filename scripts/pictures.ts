// Takes the pictures of docs/images anew, light and dark side by side: npm run pictures
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchChromium } from './vscode/chromium';
import { resultsFolder, root } from './vscode/paths';
import type { Theme } from './vscode/themes';
import { openWorkbench, type Workbench } from './vscode/workbench';

/** The text is that of the default; the canvas drafts it, so that there is a middle to take a picture of. */
const drafted = {
  'primeInfill.model': 'prime-base',
  'primeInfill.sampler': 'draft-and-verify',
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
  'workbench.sideBar.location': 'right',
};

const hole = { from: { line: 32, column: 9 }, to: { line: 32, column: 61 } };

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function main(): Promise<void> {
  const fill: string[] = [];
  const steps: string[] = [];
  for (const theme of ['light', 'dark'] satisfies Theme[]) {
    const workbench = await openWorkbench({ workspace: 'samples', theme, settings: drafted });
    try {
      fill.push(...(await takeFill(workbench, theme)));
      steps.push(await takeSteps(workbench, theme));
    } finally {
      await workbench.close();
    }
  }
  const [lightDuring = '', lightAfter = '', darkDuring = '', darkAfter = ''] = fill;
  await compose('fill', [lightDuring, darkDuring, lightAfter, darkAfter]);
  await compose('steps', steps);
}

/** During the second fill, since the first also loads the model; and after it. */
async function takeFill(workbench: Workbench, theme: Theme): Promise<string[]> {
  await workbench.openFile('temperature.ts');
  await workbench.selectRange(hole);
  await fillOnce(workbench);
  await workbench.press('Escape');
  await workbench.page.waitForTimeout(1500);
  // Known beforehand: half way does not last.
  const box = await holeBox(workbench);
  await workbench.runCommand('Prime Infill: Fill');
  await workbench.page.waitForFunction(isHalfWay);
  const during = await take(workbench, `${theme}-during`, box);
  await workbench.page.locator('.codelens-decoration', { hasText: 'Accept' }).waitFor();
  const after = await take(workbench, `${theme}-after`, box);
  return [during, after];
}

/** In the page: whether letters are drawn, and cells below them. Text, since no script knows a DOM. */
const isHalfWay = `[...document.querySelectorAll('.view-lines [class*="ced-"]')].some((element) => {
  const { content, backgroundSize } = getComputedStyle(element, '::before');
  return content.replaceAll(/[\\s"]/gu, '').length > 3 && backgroundSize.includes('3px');
})`;

async function takeSteps(workbench: Workbench, theme: Theme): Promise<string> {
  await workbench.runCommand('Prime Infill: Show Steps');
  const slider = workbench.webview.getByRole('slider', { name: 'Step' });
  await workbench.webview.getByRole('button', { name: 'Got It' }).click(); // as one who has read it
  await slider.waitFor();
  await workbench.page.waitForTimeout(1000);
  await workbench.page.locator('.part.panel [aria-label^="Maximize"]').first().click();
  await workbench.page.waitForTimeout(1000);
  await slider.fill(String(Math.round(Number(await slider.getAttribute('max')) * 0.6)));
  await workbench.page.waitForTimeout(500);
  return take(workbench, `${theme}-steps`, await boxOf(workbench, '.part.panel', 620));
}

async function fillOnce(workbench: Workbench): Promise<void> {
  await workbench.runCommand('Prime Infill: Fill');
  await workbench.page
    .locator('.statusbar-item', { hasText: /Prime: 1\/\d/u })
    .first()
    .waitFor();
}

/** The lines around the hole, as wide as the text. */
async function holeBox(workbench: Workbench): Promise<Box> {
  const line = workbench.editor.locator('.line-numbers', { hasText: /^29$/u });
  const top = await line.boundingBox();
  const editor = await workbench.editor.boundingBox();
  if (top === null || editor === null) throw new Error('The hole is not in view.');
  return { x: editor.x, y: top.y - 8, width: 640, height: 190 };
}

async function boxOf(workbench: Workbench, selector: string, height: number): Promise<Box> {
  const box = await workbench.page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not in view.`);
  return { ...box, height: Math.min(height, box.height) };
}

async function take(workbench: Workbench, name: string, clip: Box): Promise<string> {
  const path = join(resultsFolder, `picture-${name}.png`);
  await mkdir(resultsFolder, { recursive: true });
  await workbench.page.screenshot({ path, clip });
  return path;
}

/** Pictures in rows of two. */
async function compose(name: string, paths: readonly string[]): Promise<void> {
  const pictures = await Promise.all(paths.map((path) => readFile(path, 'base64')));
  const images = pictures.map((data) => `<img src="data:image/png;base64,${data}">`).join('');
  const style = 'display: inline-grid; grid-template-columns: auto auto; gap: 6px';
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 2600, height: 1600 } });
    await page.setContent(`<div id="all" style="${style}">${images}</div>`);
    const path = join(root, 'docs', 'images', `${name}.png`);
    await page.locator('#all').screenshot({ path, omitBackground: true });
    console.log(path);
  } finally {
    await browser.close();
  }
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
