import type { Pacer } from '../decorations/pacer';
import type { PreviewPainter } from '../decorations/previewPainter';
import type { References } from '../elsewhere/references';
import type { EngineChoice, Engines } from '../engines';
import type { Manner } from '../tell';
import type { HostSettings } from '../settings';

/** What fills in the editor are run and drawn with. */
export interface FillControllerParts {
  readonly client: Engines;
  readonly painter: PreviewPainter;
  readonly pacer: Pacer;
  readonly log: (line: string) => void;
  readonly references: References;
  /** What the settings have fill. */
  readonly engine: (settings: HostSettings) => EngineChoice;
  /** Whether somebody looks at the steps, so that they tell what takes time to find out. */
  readonly isWatched: () => boolean;
  /** Tells the user; does not wait for them. */
  readonly tell: (manner: Manner, message: string) => void;
}
