import * as vscode from 'vscode';
import { isAborted } from '../../base/isAborted';
import type { FillOutcome } from '../../protocol/engineTypes';
import { readSettings } from '../configuration';
import type { FillController } from '../infill/fillController';
import type { FillControllerParts } from '../infill/fillControllerParts';
import { requestOf } from '../infill/requestOf';
import type { HostSettings } from '../settings';
import { isPlace, restOf, suggestable, type Suggestion } from './suggestion';
import { TypingRhythm } from './typingRhythm';

type Parts = Pick<FillControllerParts, 'client' | 'log' | 'engine' | 'references'> & {
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Whether a fill runs that is only looked at. */
  readonly isBusy: () => boolean;
};

/**
 * Text at the cursor as it is typed, in the editor's own inline suggestions, which give accepting by word and by line,
 * undo and the screen reader. Off unless the user asks for it, and silent while a fill is under way or shown.
 */
export class Suggestions implements vscode.InlineCompletionItemProvider, vscode.Disposable {
  private readonly rhythm = new TypingRhythm();
  private readonly subscription: vscode.Disposable;
  private running: AbortController | undefined;
  private last: (Suggestion & { readonly document: vscode.TextDocument }) | undefined;

  constructor(
    private readonly controller: FillController,
    private readonly parts: Parts,
  ) {
    this.subscription = vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration('primeInfill.suggest')) return;
      this.last = undefined;
      if (this.isWanted(vscode.window.activeTextEditor?.document)) return;
      this.running?.abort();
      this.freeIfIdle();
    });
  }

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[] | undefined> {
    const { settings } = readSettings(document);
    // What the list of completions would insert is for the list to say.
    if (!settings.suggest || context.selectedCompletionInfo !== undefined) return undefined;
    if (!this.isIdle() || !isForText(document.uri.scheme)) return undefined;
    const offset = document.offsetAt(position);
    const text = document.getText();
    const around = { before: text.slice(0, offset), after: text.slice(offset) };
    if (text.length > mostCharacters || !isPlace(around)) return undefined;
    const rest = this.last?.document === document ? restOf(this.last, around) : [];
    if (rest.length > 0) return itemsOf(rest, position);
    const isAutomatic = context.triggerKind === vscode.InlineCompletionTriggerKind.Automatic;
    const abort = new AbortController();
    const cancelled = token.onCancellationRequested(() => abort.abort());
    this.running = abort;
    try {
      this.rhythm.typed(performance.now());
      if (isAutomatic) await this.parts.wait(this.rhythm.wait, abort.signal);
      // A fill that began meanwhile is what the user wants now: a newer one would end it.
      if (isAborted(abort.signal) || !this.isIdle()) return undefined;
      const candidates = isAutomatic ? 1 : settings.fill.candidates;
      const texts = await this.fill(document, offset, { settings, candidates, signal: abort.signal }); // prettier-ignore
      if (isAborted(abort.signal)) return undefined;
      const shown = suggestable(texts, around);
      this.last = { document, ...around, texts: shown };
      return itemsOf(shown, position);
    } finally {
      cancelled.dispose();
      // Turned off while this one was computed.
      if (this.running === abort && !this.isWanted(document)) this.freeIfIdle();
    }
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private isWanted(document: vscode.TextDocument | undefined): boolean {
    return readSettings(document).settings.suggest;
  }

  private freeIfIdle(): void {
    if (this.isIdle()) this.parts.client.free();
  }

  private isIdle(): boolean {
    return this.controller.state === 'idle' && !this.parts.isBusy();
  }

  /** Texts for a cursor, the best first; none where it failed or something newer came. */
  private async fill(
    document: vscode.TextDocument,
    offset: number,
    asked: {
      readonly settings: HostSettings;
      readonly candidates: number;
      readonly signal: AbortSignal;
    },
  ): Promise<readonly string[]> {
    const { settings } = asked;
    const fill = { ...settings.fill, candidates: asked.candidates };
    const references = this.parts.references.known(document, settings);
    void this.parts.references.read(document, settings); // for the next one
    const spans = [{ start: offset, end: offset }];
    const started = performance.now();
    const outcome = await this.parts.client.fill({
      engine: this.parts.engine(settings),
      request: requestOf({ document, spans }, fill, references),
      signal: asked.signal,
      onEvent: () => undefined,
    });
    if (outcome.kind === 'filled') this.rhythm.answered(performance.now() - started);
    if (outcome.kind === 'failed') this.parts.log(`suggestion: ${outcome.failure.code}`);
    return textsOf(outcome);
  }
}

/** The editor stands still for seconds over a suggestion in a document of more. */
const mostCharacters = 1_000_000;

/** Files, texts that will be some, and cells: not the boxes for messages, comments and questions. */
function isForText(scheme: string): boolean {
  const isFile = vscode.workspace.fs.isWritableFileSystem(scheme) === true;
  return isFile || scheme === 'untitled' || scheme === 'vscode-notebook-cell';
}

function textsOf(outcome: FillOutcome | { readonly kind: 'superseded' }): readonly string[] {
  if (outcome.kind !== 'filled') return [];
  return outcome.ranked.flatMap(({ texts }) => texts.slice(0, 1));
}

function itemsOf(
  texts: readonly string[],
  position: vscode.Position,
): vscode.InlineCompletionItem[] {
  const range = new vscode.Range(position, position);
  return texts.map((text) => new vscode.InlineCompletionItem(text, range));
}
