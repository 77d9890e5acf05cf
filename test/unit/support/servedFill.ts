import { type FillEvent, type FillOutcome } from '../../../src/engine';
import { defaultFillSettings } from '../../../src/settings/fillSettings';
import { ServerClient } from '../../../src/host/remote/serverClient';

export type { FillEvent, FillOutcome } from '../../../src/engine';

/** A window of the editor whose fills a server makes: so many tokens, in a thousand steps. */
export function servedWindow(
  server: string,
): (tokens: number, onEvent: (event: FillEvent) => void) => Promise<FillOutcome> {
  const client = new ServerClient({
    client: 'window',
    token: () => Promise.resolve(undefined),
    silenceMs: 60_000,
    log: () => undefined,
  });
  return (tokens, onEvent) =>
    client.fill({
      engine: { server, model: 'auto' },
      request: {
        text: 'const greeting = ;\n',
        fileName: 'a.ts',
        spans: [{ start: 17, end: 17 }],
        settings: {
          ...defaultFillSettings,
          sampler: 'ancestral',
          steps: 1000,
          length: { kind: 'tokens', tokens },
        },
      },
      signal: new AbortController().signal,
      onEvent,
    });
}
