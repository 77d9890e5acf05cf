/// <reference lib="dom" />
import assert from 'node:assert/strict';
import type { Workbench } from '../../../scripts/vscode/workbench';

/** The columns, in pixels from the left of the text, in which something dark is drawn in a row of the editor. */
export async function inkOf(workbench: Workbench, line: number): Promise<number[]> {
  const { page, editor } = workbench;
  const number = editor.locator('.line-numbers', { hasText: new RegExp(`^${line}$`, 'u') });
  const row = await number.boundingBox();
  const text = await editor.locator('.view-lines').boundingBox();
  assert.ok(row && text);
  const clip = { x: text.x, y: row.y, width: 760, height: row.height };
  const png = (await page.screenshot({ clip })).toString('base64');
  const blank = await page.context().browser()!.newPage();
  try {
    return await blank.evaluate(async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const { width, height } = image;
      const context = new OffscreenCanvas(width, height).getContext('2d')!;
      context.drawImage(image, 0, 0);
      const pixels = context.getImageData(0, 0, width, height).data;
      const isDark = (x: number, y: number): boolean => {
        const at = 4 * (y * width + x);
        const [red = 0, green = 0, blue = 0] = pixels.slice(at, at + 3);
        return 0.3 * red + 0.59 * green + 0.11 * blue < 150;
      };
      const rows = Array.from({ length: height }, (_, y) => y);
      return Array.from({ length: width }, (_, x) => x).filter((x) =>
        rows.some((y) => isDark(x, y)),
      );
    }, png);
  } finally {
    await blank.close();
  }
}
