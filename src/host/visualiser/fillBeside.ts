import * as vscode from 'vscode';
import { isAborted } from '../../base/isAborted';
import type { FillEvent } from '../../protocol/engineTypes';
import type { FillAnswer } from '../infill/fillAnswer';
import type { FillController } from '../infill/fillController';
import type { FillControllerParts } from '../infill/fillControllerParts';
import type { FillSession } from '../infill/fillSession';
import { nothingFoundMessage } from '../infill/holeMessages';
import { requestOf } from '../infill/requestOf';
import { tellFailure } from '../infill/tellFailure';
import { noStatistics } from '../noStatistics';
import type { HostSettings } from '../settings';

/** Runs fills that are only looked at: the preview in the editor, if there is one, stays as it is. */
export class FillBeside implements vscode.Disposable {
  private current: FillSession | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly arrived = new vscode.EventEmitter<FillEvent>();

  /** One begins or ends. */
  readonly onDidChange = this.changed.event;
  readonly onDidArrive = this.arrived.event;

  constructor(
    private readonly controller: FillController,
    private readonly parts: Pick<
      FillControllerParts,
      'client' | 'log' | 'engine' | 'references' | 'tell'
    >,
  ) {}

  /** The one that is under way, or waits for the editor's. */
  get session(): FillSession | undefined {
    return this.current;
  }

  async run(session: FillSession, settings: HostSettings): Promise<FillAnswer> {
    this.stop();
    this.current = session;
    this.changed.fire();
    const { signal } = session.abort;
    session.lookedIn = await this.parts.references.read(session.document, settings);
    // The engine does one fill at a time, and a newer one ends it: nothing may come between check and fill.
    while (this.controller.state === 'filling' && !isAborted(signal)) await this.change(signal);
    const answer = isAborted(signal) ? 'cancelled' : await this.fill(session, settings);
    if (this.current === session) this.current = undefined;
    this.changed.fire();
    return answer;
  }

  stop(): void {
    this.current?.abort.abort();
  }

  dispose(): void {
    this.stop();
    vscode.Disposable.from(this.changed, this.arrived).dispose();
  }

  private async fill(session: FillSession, settings: HostSettings): Promise<FillAnswer> {
    const { client, engine, tell } = this.parts;
    const outcome = await client.fill({
      engine: engine({ ...settings, model: session.model ?? settings.model }),
      request: { ...requestOf(session, settings.fill, session.lookedIn), unfiltered: true },
      signal: session.abort.signal,
      onEvent: (event) => {
        session.take(event);
        this.arrived.fire(event);
      },
    });
    if (outcome.kind === 'superseded') {
      session.finish({ kind: 'cancelled', statistics: noStatistics });
      return 'superseded';
    }
    session.finish(outcome);
    switch (outcome.kind) {
      case 'failed':
        tellFailure(this.parts, outcome.failure);
        return 'failed';
      case 'cancelled':
        return 'cancelled';
      case 'filled':
        if (outcome.ranked.length > 0) return 'compared';
        tell('note', nothingFoundMessage());
        return 'nothing';
    }
  }

  /** Resolves when the editor's fill has come further, or the user wants no more of this one. */
  private async change(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        waited.dispose();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const waited = this.controller.onDidChange(done);
      signal.addEventListener('abort', done);
    });
  }
}
