import type { EngineStatus, OpenParams } from '../protocol/engineProtocol';
import type { ClientOutcome, EngineClient, FillCall, OpenedModel } from './engineClient';
import type { FillOutcome } from '../protocol/engineTypes';
import type { ServerChoice } from './remote/serverClient';

/** What fills: an engine on this machine, or a server elsewhere. */
export type EngineChoice = OpenParams | ServerChoice;

/** Fills on a server, if anything does. */
export interface ServerFiller {
  /** What filled last. */
  readonly model: OpenedModel | undefined;
  /** Never rejects. */
  fill(call: FillCall<ServerChoice>): Promise<FillOutcome>;
}

/** Asks the engine that the settings choose; of several fills the newest wins, wherever each is made. */
export class Engines {
  private newest = 0;
  private running: AbortController | undefined;
  private last: 'here' | 'elsewhere' = 'here';

  constructor(
    private readonly here: EngineClient,
    private readonly elsewhere: ServerFiller,
  ) {}

  /** What filled last. */
  get model(): OpenedModel | undefined {
    return this.last === 'here' ? this.here.model : this.elsewhere.model;
  }

  /** Whether a fill waits for its model. */
  get isOpening(): boolean {
    return this.here.isOpening;
  }

  /** Process id of the engine here while one runs. */
  get pid(): number | undefined {
    return this.here.pid;
  }

  /** An older fill still under way is cancelled and answers `superseded`. Never rejects. */
  async fill(call: FillCall<EngineChoice>): Promise<ClientOutcome> {
    const id = ++this.newest;
    this.running?.abort();
    const abort = new AbortController();
    this.running = abort;
    const signal = AbortSignal.any([call.signal, abort.signal]);
    const outcome = await this.fillBy({ ...call, signal });
    return id === this.newest ? outcome : { kind: 'superseded' };
  }

  status(): Promise<EngineStatus | undefined> {
    return this.here.status();
  }

  /** Ends the process here, and its memory is free, where nothing is asked of it just now. */
  free(): void {
    this.here.free();
  }

  dispose(): void {
    this.running?.abort();
    this.here.dispose();
  }

  private fillBy(call: FillCall<EngineChoice>): Promise<ClientOutcome> {
    const { engine } = call;
    if (!('server' in engine)) {
      this.last = 'here';
      return this.here.fill({ ...call, engine });
    }
    this.last = 'elsewhere';
    this.free(); // nobody needs it while another machine fills
    return this.elsewhere.fill({ ...call, engine });
  }
}
