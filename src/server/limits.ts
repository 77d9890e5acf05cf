/** What a server takes on. */
export interface ServerLimits {
  /** More are closed as they come. */
  readonly mostConnections: number;
  readonly mostBodyBytes: number;
  /** Of all bodies that come, wait or are filled. */
  readonly mostHeldBytes: number;
  /** Fills that wait, of all clients and of one. */
  readonly mostWaiting: number;
  readonly mostWaitingOfClient: number;
  /** A fill that has waited so long is refused. */
  readonly mostWaitMs: number;
  /** A fill that runs so long is stopped. */
  readonly mostFillMs: number;
  /** A request that has not come whole in this time, or an answer that was not taken, is given up. */
  readonly slowClientMs: number;
  /** An answer of which so much was not taken yet is given up at once. */
  readonly mostUntakenBytes: number;
}

export const defaultLimits: ServerLimits = {
  mostConnections: 1000,
  mostBodyBytes: 16 * 2 ** 20,
  mostHeldBytes: 256 * 2 ** 20,
  mostWaiting: 64,
  mostWaitingOfClient: 8,
  mostWaitMs: 30_000,
  mostFillMs: 120_000,
  slowClientMs: 20_000,
  mostUntakenBytes: 32 * 2 ** 20,
};
