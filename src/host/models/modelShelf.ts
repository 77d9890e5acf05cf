import type { Say } from '../../base/say';
import type { OpenParams } from '../../protocol/engineProtocol';
import type { ModelStore } from '../../store/modelStore';
import type { HostSettings } from '../settings';
import type { ModelRow } from './modelRows';

/** The models that there are, and how the engine is to open them. */
export interface ModelShelf {
  /** What the setting names; what is not there is left to the engine to say. */
  choiceOf(settings: Pick<HostSettings, 'model'>): Pick<OpenParams, 'modelFolder' | 'best'>;
  /** Models that are there, or on their way. */
  rows(settings: HostSettings, say: Say): Promise<readonly ModelRow[]>;
  /** Whether the model of an address has been downloaded. */
  hasFrom(address: string): boolean;
  /** What *auto* takes, said in the list. */
  readonly auto: string;
  /** Adds, repairs and removes models; undefined where none can be kept. */
  readonly store: Pick<ModelStore, 'add' | 'repair' | 'remove'> | undefined;
}
