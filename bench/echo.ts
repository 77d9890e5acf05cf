import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** The word that makes the bench an echo: a process that sends back what it is sent. */
export const echoFlag = '--echo';

export function beEcho(): void {
  process.on('message', (message) => process.send?.(message));
  process.send?.('ready');
}

/** Another process, as far from this one as the engine is from the editor. */
export class Echo {
  private constructor(private readonly child: ChildProcess) {}

  static async start(): Promise<Echo> {
    const child = fork(__filename, [echoFlag], { serialization: 'advanced' });
    await once(child, 'message');
    return new Echo(child);
  }

  /** @returns milliseconds until the message was back */
  async send(message: object | number): Promise<number> {
    const started = performance.now();
    this.child.send(message);
    await once(this.child, 'message');
    return performance.now() - started;
  }

  dispose(): void {
    this.child.kill();
  }
}
