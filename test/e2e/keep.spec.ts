import assert from 'node:assert/strict';
import { copyFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import { resultsFolder } from '../../scripts/vscode/paths';
import { broken } from './support/accessibility';
import { makeTrace } from './support/makeTrace';
import { rowOfNewFile } from './support/newFile';

const name = 'fill.primetrace.json';

describeInWorkbench(
  'What is kept of a run',
  { workspace: 'samples', theme: 'dark' },
  (workbench) => {
    const path = (file: string): string => join(workbench().workspaceFolder, file);

    before(async () => {
      await makeTrace(path(name));
      await (await rowOfNewFile(workbench(), name)).dblclick();
      await workbench().webview.getByRole('slider', { name: 'Step' }).waitFor();
    });

    /** Presses a button of the page, agrees to where the dialog would put it, and waits until it is there. */
    async function saved(label: string, file: string): Promise<Buffer> {
      await workbench().webview.getByText(label, { exact: true }).click();
      const dialog = workbench().page.locator('.quick-input-widget:visible');
      await dialog.getByText('OK', { exact: true }).waitFor();
      await workbench().press('Enter');
      await rowOfNewFile(workbench(), file);
      const bytes = await readFile(path(file));
      await copyFile(path(file), join(resultsFolder, `kept-${file}`));
      await rm(path(file));
      await workbench()
        .page.locator('.explorer-folders-view .monaco-list-row', { hasText: file })
        .waitFor({ state: 'detached' });
      return bytes;
    }

    /** How large a picture is and how many it has, as the browser reads it. */
    async function measured(
      bytes: Buffer,
      type: string,
    ): Promise<{ width: number; height: number; frames: number }> {
      return workbench().page.evaluate(
        `(async () => {
        const bytes = Uint8Array.from(atob('${bytes.toString('base64')}'), (letter) => letter.charCodeAt(0));
        const decoder = new ImageDecoder({ data: bytes, type: '${type}' });
        await decoder.completed;
        const { image } = await decoder.decode();
        const { frameCount } = decoder.tracks.selectedTrack;
        return { width: image.displayWidth, height: image.displayHeight, frames: frameCount };
      })()`,
      );
    }

    it('is a drawing or a picture of any plot', async () => {
      const plot = workbench().webview.getByRole('combobox', { name: 'Plot of SVG and PNG' });
      await plot.selectOption('Entropy');
      const svg = (await saved('SVG…', 'fill.svg')).toString();
      assert.match(svg, /Entropy/u);
      assert.doesNotMatch(svg, /Confidence/u);
      // The page's own colours, whatever the theme: those of *Dark Modern* are other than paper's.
      assert.match(svg, /<rect width="100%" height="100%" fill="#1f1f1f"/u);
      assert.deepEqual(await measured(await saved('PNG…', 'fill.png'), 'image/png'), {
        width: 920,
        height: 424,
        frames: 1,
      });
      await plot.selectOption('Map');
      const drawnMap = (await saved('SVG…', 'fill.svg')).toString();
      assert.match(drawnMap, /<rect x=/u);
      assert.match(drawnMap, /<rect width="100%" height="100%" fill="#1f1f1f"/u);
      const map = await measured(await saved('PNG…', 'fill.png'), 'image/png');
      assert.ok(map.width > 900 && map.height > 2 * 12 * 16, JSON.stringify(map));
      await plot.selectOption('All charts');
      const all = await measured(await saved('PNG…', 'fill.png'), 'image/png');
      assert.ok(all.width === 1800 && all.height > 1000, JSON.stringify(all));
    });

    it('is an animated picture with a frame for each step that changed something', async () => {
      const trace = JSON.parse(await readFile(path(name), 'utf8')) as {
        steps: readonly { reveals: readonly unknown[]; remasks: readonly unknown[] }[];
      };
      const changed = trace.steps.filter(
        ({ reveals, remasks }) => reveals.length + remasks.length > 0,
      );
      const film = await measured(await saved('GIF…', 'fill.gif'), 'image/gif');
      assert.equal(film.frames, 1 + changed.length);
      assert.ok(film.width >= 300 && film.height > 40, JSON.stringify(film));
    });

    it('is a trace without text, which opens again and says so', async () => {
      const page = workbench().webview;
      await page.getByText('Save…', { exact: true }).click();
      await workbench()
        .page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Without text' })
        .click();
      const dialog = workbench().page.locator('.quick-input-widget:visible');
      await dialog.getByText('OK', { exact: true }).waitFor();
      const input = workbench().page.locator('.quick-input-widget input.input');
      // The dialog puts in a name of its own a moment after it has opened.
      while ((await input.inputValue()) !== path('bare.primetrace.json')) {
        await input.fill(path('bare.primetrace.json'));
        await workbench().page.waitForTimeout(500);
      }
      await workbench().press('Enter');
      const row = await rowOfNewFile(workbench(), 'bare.primetrace.json');
      const json = await readFile(path('bare.primetrace.json'), 'utf8');
      assert.match(await readFile(path(name), 'utf8'), /"text": ?"[^"]/u);
      assert.doesNotMatch(json, /"text": ?"[^"]|"texts": ?\[\s*"[^"]|"(token|value)": ?[1-9]/u);
      await row.dblclick();
      await page.getByText('saved without its text: it tells').waitFor();
      assert.equal(await page.locator('.charts svg').count(), 6);
      await workbench().screenshot('trace-without-text');
      assert.deepEqual(await broken(workbench()), []);
    });
  },
);
