import type { Trace } from '../../protocol/engineTypes';
import type { RunNews, ToVisualiser } from '../../protocol/visualiserProtocol';
import { FillSession } from '../infill/fillSession';
import { toldSoFar } from './toldSoFar';

/** The run that stands beside the one that is shown: a fill, which may be under way, or a saved trace. */
export class OtherRun {
  private isToldWhole = false;

  constructor(
    readonly name: string,
    private readonly run: FillSession | Trace,
  ) {}

  get session(): FillSession | undefined {
    return this.run instanceof FillSession ? this.run : undefined;
  }

  /** All that there is of it, for a page that knows nothing. */
  tellAll(): readonly ToVisualiser[] {
    const { run, name } = this;
    const trace = run instanceof FillSession ? run.trace : run;
    this.isToldWhole = trace !== undefined;
    if (trace !== undefined) return this.tell({ kind: 'trace', trace, source: name });
    const told = this.session?.told;
    return told === undefined ? [] : toldSoFar(told).flatMap((news) => this.tell(news));
  }

  tell(of: RunNews): readonly ToVisualiser[] {
    return [{ kind: 'other', name: this.name, of }];
  }

  /** How it ended, once. */
  tellOutcome(): readonly ToVisualiser[] {
    const trace = this.session?.trace;
    if (trace === undefined || this.isToldWhole) return [];
    this.isToldWhole = true;
    return this.tell({ kind: 'outcome', outcome: trace.outcome });
  }
}
