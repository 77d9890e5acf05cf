import { failed, ok, type Result } from '../base/result';
import { sentence } from '../base/sentence';
import type { ServerLimits } from './limits';
import { busy, stopping, type Refusal } from './refusal';

/** The engine, for one fill. */
export interface Turn {
  /** To be called once. */
  release(): void;
}

interface Waiter {
  readonly settle: (turn: Result<Turn, Refusal>) => void;
}

type TurnLimits = Pick<ServerLimits, 'mostWaiting' | 'mostWaitingOfClient' | 'mostWaitMs'>;

/**
 * Lets one fill run at a time. Clients take turns, so that whoever asks for many waits for those of
 * others in between; the fills of one client go in their order.
 */
export class Turns {
  /** By client, in the order in which they are next; no entry is empty. */
  private readonly waiting = new Map<string, Waiter[]>();
  private count = 0;
  private isTaken = false;
  private isClosed = false;

  constructor(private readonly limits: TurnLimits) {}

  /** Fills that wait. */
  get length(): number {
    return this.count;
  }

  /** Why another fill of this client would not even wait; undefined if it may. */
  refusal(client: string): Refusal | undefined {
    if (this.isClosed) return stopping;
    const { mostWaiting, mostWaitingOfClient } = this.limits;
    if ((this.waiting.get(client)?.length ?? 0) >= mostWaitingOfClient) {
      return busy(429, sentence('{0} fills of yours wait already. Ask again when one of them is done.', mostWaitingOfClient)); // prettier-ignore
    }
    if (this.count < mostWaiting) return undefined;
    return busy(503, sentence('{0} fills wait already. Ask again in a moment, or run another server beside this one.', this.count)); // prettier-ignore
  }

  /** Resolves once it is this client's turn, or with the reason why it will not be; undefined where it was aborted. */
  take(client: string, signal: AbortSignal): Promise<Result<Turn, Refusal> | undefined> {
    const refusal = this.refusal(client);
    if (refusal !== undefined) return Promise.resolve(failed(refusal));
    if (signal.aborted) return Promise.resolve(undefined);
    if (!this.isTaken) return Promise.resolve(ok(this.taken()));
    return new Promise((resolve) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.remove(client, waiter);
      };
      const waiter: Waiter = {
        settle: (turn) => {
          leave();
          resolve(turn);
        },
      };
      const onAbort = (): void => {
        leave();
        resolve(undefined);
      };
      const { mostWaitMs } = this.limits;
      const tooLong = sentence('No turn came within {0} s. Ask again in a moment, or run another server beside this one.', Math.round(mostWaitMs / 1000)); // prettier-ignore
      const timer = setTimeout(() => waiter.settle(failed(busy(503, tooLong))), mostWaitMs);
      signal.addEventListener('abort', onAbort);
      this.waiting.set(client, [...(this.waiting.get(client) ?? []), waiter]);
      this.count++;
    });
  }

  /** Refuses those that wait and all that come; the fill that runs goes on. */
  close(): void {
    this.isClosed = true;
    for (const waiter of [...this.waiting.values()].flat()) waiter.settle(failed(stopping));
  }

  private taken(): Turn {
    this.isTaken = true;
    return { release: () => this.next() };
  }

  private next(): void {
    this.isTaken = false;
    const [first] = this.waiting;
    if (first === undefined) return;
    const [client, [waiter]] = first;
    waiter?.settle(ok(this.taken()));
    // Behind the others with what it has left.
    const rest = this.waiting.get(client);
    if (rest === undefined) return;
    this.waiting.delete(client);
    this.waiting.set(client, rest);
  }

  private remove(client: string, waiter: Waiter): void {
    const rest = this.waiting.get(client)?.filter((one) => one !== waiter);
    if (rest === undefined) return;
    this.count--;
    if (rest.length === 0) this.waiting.delete(client);
    else this.waiting.set(client, rest);
  }
}
