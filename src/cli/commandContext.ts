import type { Clock } from '../base/clock';
import type { ModelStore } from '../store/modelStore';
import type { Terminal } from './terminal';

/** What a command runs with. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Folders of the models that come with the program. */
  readonly modelFolders: readonly string[];
  /** The models that were added. */
  readonly store: ModelStore;
  /** Where it is remembered how long models take on this machine. */
  readonly paceFile: string;
}
