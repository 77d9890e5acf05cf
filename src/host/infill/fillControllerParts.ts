import type { OpenParams } from '../../protocol/engineProtocol';
import type { Pacer } from '../decorations/pacer';
import type { PreviewPainter } from '../decorations/previewPainter';
import type { EngineClient } from '../engineClient';
import type { Manner } from '../tell';
import type { HostSettings } from '../settings';

/** What fills in the editor are run and drawn with. */
export interface FillControllerParts {
  readonly client: EngineClient;
  readonly painter: PreviewPainter;
  readonly pacer: Pacer;
  readonly log: (line: string) => void;
  /** Folder of the model that the settings name. */
  readonly model: (settings: HostSettings) => Pick<OpenParams, 'modelFolder' | 'best'>;
  /** Tells the user; does not wait for them. */
  readonly tell: (manner: Manner, message: string) => void;
}
