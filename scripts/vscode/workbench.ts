import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, FrameLocator, Locator, Page } from 'playwright-core';
import { launchChromium } from './chromium';
import { installVsCode } from './install';
import { lastLines } from './lastLines';
import { pickFromList } from './pickFromList';
import { resultsFolder, root } from './paths';
import { quietSettings, startServer } from './server';
import { patienceMs } from './patience';
import { themes, type Theme } from './themes';
import { exchangeEngine, linkExtension, temporaryCopy, temporaryFolder } from './workspace';

export interface WorkbenchOptions {
  /** A folder below the repository; the window opens a copy of it. */
  readonly workspace: string;
  readonly theme?: Theme;
  /** User settings, over those that keep the window quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The display language, where it is not English. */
  readonly language?: string;
  /** For the processes of extensions. */
  readonly env?: Readonly<Record<string, string>>;
  /** A program, below the repository, that runs in place of the engine. */
  readonly engine?: string;
}

/** A place in a file as VS Code shows it: both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface PlaceRange {
  readonly from: Place;
  readonly to: Place;
}

/** Wide enough for the editor and a panel; pictures have this size. */
const viewport = { width: 1280, height: 800 };

/** Opens a window of a real VS Code with the extension under development in it. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { theme = 'dark' } = options;
  const install = await installVsCode();
  const workspace = await temporaryCopy(join(root, options.workspace), 'workspace');
  const data = await temporaryFolder('profile');
  const extensionFolder = await linkExtension(root, join(data.path, 'extension'));
  if (options.engine !== undefined)
    await exchangeEngine(extensionFolder, join(root, options.engine));
  const server = await startServer({
    install,
    dataFolder: data.path,
    settings: {
      ...quietSettings,
      'workbench.colorTheme': themes[theme].id,
      // What a test types is what the file shall hold.
      'editor.autoClosingBrackets': 'never',
      'editor.autoSurround': 'never',
      // Tests use the small model, which takes the same milliseconds everywhere.
      'primeInfill.model': 'prime-tiny',
      ...options.settings,
    },
    env: options.env ?? {},
    ...(options.language !== undefined && { language: options.language }),
    use: 'tests',
  });
  return openWindow({
    url: server.windowUrl({ folder: workspace.path, extensionFolder }),
    workspaceFolder: workspace.path,
    serverOutput: server.output,
    theme,
    close: async () => {
      await server.stop();
      await workspace.remove();
      await data.remove();
    },
  });
}

export interface WindowOptions {
  readonly url: string;
  readonly workspaceFolder: string;
  /** All that the server printed. */
  readonly serverOutput: () => string;
  /** What it opens in. */
  readonly theme?: Theme;
  /** Which themes the system asks for. */
  readonly colorScheme?: NonNullable<BrowserContextOptions['colorScheme']>;
  /** Told each address that the page or one of its workers asks. */
  readonly onRequest?: (address: string) => void;
  /** Ends what the window ran on. */
  readonly close?: () => Promise<void>;
}

/** Opens an address of VS Code as a person does, in a browser with an empty profile. */
export async function openWindow(options: WindowOptions): Promise<Workbench> {
  const browser = await launchChromium();
  const { colorScheme = 'dark' } = options;
  const page = await browser.newPage({ viewport, colorScheme });
  const workbench = new Workbench(page, { ...options, browser });
  page.on('request', (request) => options.onRequest?.(request.url()));
  try {
    await page.goto(options.url);
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    // What is still being restored takes the focus, and with it the keys.
    await page.waitForFunction(
      "performance.getEntriesByName('code/LifecyclePhase/Restored').length > 0",
    );
    return workbench;
  } catch (error) {
    await workbench.reportFailure('window-did-not-open');
    await workbench.close();
    throw error;
  }
}

interface Owned extends WindowOptions {
  readonly browser: Browser;
}

/**
 * One VS Code window, driven as a person would: by keys, mouse and the command palette.
 *
 * A person sees what a key did before pressing the next, and each helper here waits for that, too:
 * the first time that a window runs a command, it asks the extension host before it runs it, and by
 * then may have carried out later keys whose commands it knows.
 */
export class Workbench {
  readonly #console: string[] = [];

  constructor(
    /** For what the helpers below do not cover. */
    readonly page: Page,
    private readonly owned: Owned,
  ) {
    page.setDefaultTimeout(patienceMs);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.#console.push(message.text());
    });
    page.on('pageerror', (error) => this.#console.push(`page error: ${error.message}`));
  }

  /** The opened folder, where `openFile` looks. */
  get workspaceFolder(): string {
    return this.owned.workspaceFolder;
  }

  /** What it opened in. */
  get theme(): Theme {
    return this.owned.theme ?? 'dark';
  }

  get editor(): Locator {
    return this.page.locator('.editor-instance .monaco-editor').first();
  }

  /** Opens a file at the top of the workspace and waits until it can be typed into. */
  async openFile(name: string): Promise<void> {
    const rows = this.page.locator('.explorer-folders-view .monaco-list-row');
    await rows.filter({ has: this.page.getByText(name, { exact: true }) }).dblclick();
    await this.shows(name);
  }

  /** Waits until the active editor is on a file of this name and can be typed into. */
  async shows(name: string): Promise<void> {
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.editor.locator('.view-line').first().waitFor();
    await this.#hasFocus.waitFor();
  }

  /** Runs a command by its full title, as the palette lists it: `Prime Infill: Fill`. */
  async runCommand(title: string): Promise<void> {
    await pickFromList(
      this.page,
      'F1',
      `>${title}`,
      new RegExp(`^${escapeRegExp(title)}(,|$)`, 'u'),
    );
  }

  async focusEditor(): Promise<void> {
    // A key that changes nothing would leave nothing to wait for.
    if (await this.#hasFocus.isVisible()) return;
    await this.page.keyboard.press('Control+1');
    await this.#hasFocus.waitFor();
  }

  get #hasFocus(): Locator {
    return this.page.locator('.editor-instance .monaco-editor.focused').first();
  }

  async typeText(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Presses keys one after another, in Playwright's names: `Escape`, `Control+Z`, `Alt+]`. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Puts the cursor somewhere and waits until the status bar says so. */
  async moveTo(place: Place): Promise<void> {
    await this.page.keyboard.press('Control+G');
    const box = this.page.locator('.quick-input-widget:visible');
    await box.locator('input.input').fill(`:${place.line}:${place.column}`);
    await this.page.keyboard.press('Enter');
    await box.waitFor({ state: 'hidden' });
    await this.#hasFocus.waitFor();
    await this.#statusShows(`Ln ${place.line}, Col ${place.column}`);
  }

  /** Selects a range, which may be longer than the window is high. */
  async selectRange(range: PlaceRange): Promise<void> {
    await this.moveTo(range.from);
    await this.press('Control+K', 'Control+B');
    const anchor = this.editor.locator('.selection-anchor');
    await anchor.waitFor();
    await this.moveTo(range.to);
    await this.press('Control+K', 'Control+K');
    await anchor.waitFor({ state: 'detached' });
    await this.#statusShows(`Ln ${range.to.line}, Col ${range.to.column} (# selected)`);
  }

  /**
   * Selects several ranges at once, with the mouse; each lies within a line, and all must be visible
   * without scrolling.
   */
  async selectRanges(ranges: readonly PlaceRange[]): Promise<void> {
    const points: Point[] = [];
    for (const range of ranges)
      for (const place of [range.from, range.to]) points.push(await this.#pointAt(place));
    const { keyboard, mouse } = this.page;
    for (let index = 0; index < points.length; index += 2) {
      const from = points[index]!;
      const to = points[index + 1]!;
      if (index > 0) await keyboard.down('Alt');
      await mouse.move(from.x, from.y);
      await mouse.down();
      await mouse.move(to.x, to.y, { steps: 4 });
      await mouse.up();
      if (index > 0) await keyboard.up('Alt');
      // The window loses a range that is begun before it has taken in the one before.
      const done = ranges.slice(0, index / 2 + 1);
      const length = done.reduce((sum, { from, to }) => sum + to.column - from.column, 0);
      const place = done[0]!.to;
      await this.#statusShows(
        done.length === 1
          ? `Ln ${place.line}, Col ${place.column} (${length} selected)`
          : `${done.length} selections (${length} characters selected)`,
      );
    }
  }

  async #pointAt(place: Place): Promise<Point> {
    await this.moveTo(place);
    await this.drawn();
    const box = await this.editor.locator('.cursors-layer .cursor').first().boundingBox();
    if (box === null) throw new Error(`Line ${place.line} is not visible.`);
    return { x: box.x + 1, y: box.y + box.height / 2 };
  }

  /** @param text all that stands there; # is any number */
  async #statusShows(text: string): Promise<void> {
    const item = this.page.locator('#status\\.editor\\.selection');
    const whole = new RegExp(`^\\s*${escapeRegExp(text).replaceAll('#', '\\d+')}\\s*$`, 'u');
    await item
      .filter({ hasText: whole })
      .waitFor()
      .catch(async () => {
        throw new Error(
          `The status bar should show "${text}"; it shows "${await item.innerText()}".`,
        );
      });
  }

  /** Waits until the window has drawn what it knows by now. */
  async drawn(): Promise<void> {
    const frame = 'new Promise((done) => requestAnimationFrame(done))';
    // The first may be the one in which the news was drawn up.
    await this.page.evaluate(`${frame}.then(() => ${frame})`);
  }

  /** The lines that the editor draws now, decorations' own text left out. */
  async visibleLines(): Promise<string[]> {
    return this.editor.locator('.view-line').evaluateAll((lines: DrawnLine[]) =>
      lines
        .map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text.replaceAll('\u00a0', ' ')),
    );
  }

  /** Reads a file of the workspace from disk, after saving what is shown as changed. */
  async savedText(name: string): Promise<string> {
    await this.save();
    return readFile(join(this.workspaceFolder, name), 'utf8');
  }

  /** Replaces all text of the active editor, which holds some. */
  async replaceText(text: string): Promise<void> {
    await this.focusEditor();
    await this.press('Control+A');
    await this.#statusShows('Ln #, Col # (# selected)');
    await this.page.keyboard.insertText(text);
    await this.changed();
  }

  /** Waits until the window says that the active editor is not saved. */
  async changed(): Promise<void> {
    await this.#mark.waitFor();
    await this.#unsaved.waitFor();
  }

  get #mark(): Locator {
    return this.page.locator('.tab.active.dirty');
  }

  get #unsaved(): Locator {
    return this.page.getByRole('tab', { name: /^Explorer .*unsaved/u });
  }

  /** Saves the active editor, if it has changed, and waits until it is written. */
  async save(): Promise<void> {
    if (!(await this.#mark.isVisible())) return;
    // The tab loses its mark when writing begins, the Explorer its count when it has ended. The
    // count is slow to come, too: it must be there for its going to mean anything.
    await this.changed();
    await this.press('Control+S');
    await this.#unsaved.waitFor({ state: 'detached' });
  }

  /** What stands in the status bar, from left to right. */
  async statusBar(): Promise<string[]> {
    return this.page.locator('.statusbar-item').allInnerTexts();
  }

  /** The document of the webview that is visible. */
  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** Takes a picture of the whole window; returns its path below test-results/. */
  async screenshot(name: string): Promise<string> {
    const path = join(resultsFolder, `${name}.png`);
    await mkdir(resultsFolder, { recursive: true });
    await this.page.screenshot({ path });
    return path;
  }

  /** Leaves a picture, and prints what the page and the server said last. */
  async reportFailure(name: string): Promise<void> {
    const picture = await this.screenshot(`failed-${name}`).catch(() => 'none: the page is gone');
    const report = [
      `picture: ${picture}`,
      ...lastLines(this.#console.join('\n')).map((line) => `page: ${line}`),
      ...lastLines(this.owned.serverOutput()).map((line) => `server: ${line}`),
    ];
    console.error(report.map((line) => `      | ${line}`).join('\n'));
  }

  async close(): Promise<void> {
    await this.owned.browser.close();
    await this.owned.close?.();
  }
}

/** What is read of an element of the page, whose types this Node program does without. */
interface DrawnLine {
  readonly textContent: string;
  getBoundingClientRect(): { readonly top: number };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&');
}
