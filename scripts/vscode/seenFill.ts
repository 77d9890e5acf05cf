import { endPreview, fill, waitForExtension } from './preview';
import type { Workbench } from './workbench';

/** The comment above `readingsOf` in samples/temperature.ts; no model writes it word for word. */
const comment = { from: { line: 7, column: 5 }, to: { line: 7, column: 43 } };

export interface SeenFill {
  /** The first line that the accepted fill changed, as the editor drew it before and after. */
  readonly before: string;
  readonly after: string;
}

/**
 * Does in a window on the samples what their notes.md tells a newcomer to do, up to an accepted fill.
 * Throws a sentence that says what was not seen.
 *
 * @param picture begins the names of the pictures that it takes
 */
export async function seeFill(workbench: Workbench, picture: string): Promise<SeenFill> {
  const see = async <Value>(what: string, looking: Promise<Value>): Promise<Value> =>
    looking.catch((error: unknown) => {
      const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      throw new Error(`No fill was seen in VS Code's window, for want of ${what}: ${why}`, {
        cause: error,
      });
    });
  await see('the extension in the status bar', waitForExtension(workbench));
  await see('temperature.ts', workbench.openFile('temperature.ts'));
  await see('a selection', workbench.selectRange(comment));
  const lines = await workbench.visibleLines();
  await see('a preview after Prime Infill: Fill', fill(workbench));
  await workbench.screenshot(`${picture}-preview`);
  await see('its end after Tab', endPreview(workbench, 'Tab'));
  const old = workbench.editor.locator('.view-line', { hasText: 'oldest first.' });
  await see('the accepted text', old.waitFor({ state: 'detached' }));
  await workbench.screenshot(`${picture}-accepted`);
  const changed = await workbench.visibleLines();
  const index = changed.findIndex((line, at) => line !== lines[at]);
  return { before: lines[index] ?? '', after: changed[index] ?? '' };
}
