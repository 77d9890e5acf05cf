import type { Clock } from '../base/clock';
import type { Log } from '../base/log';
import type { Engine } from '../engine';
import type { ServerLimits } from './limits';

export interface InferenceServerOptions {
  readonly engine: Pick<Engine, 'fill' | 'info' | 'device'>;
  /** Undefined: whoever reaches it is answered, by names of this machine only. */
  readonly token: string | undefined;
  /** PEM; undefined: plain HTTP. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly limits: ServerLimits;
  /** Of this program. */
  readonly version: string;
  readonly clock: Clock;
  /** Never given text. */
  readonly log: Log;
}

/** Names the weights. */
export function versionOf(sha256: string): string {
  return sha256.slice(0, 12);
}
