import { failureOf } from '../base/failureOf';
import { sentence } from '../base/sentence';
import type { ServerFiller } from '../host/engines';

/** In place of a server: a page may ask only servers that allow it to, and ours allow no page. */
export const noServer: ServerFiller = {
  model: undefined,
  fill: () => {
    const why = sentence('A server cannot be asked from a browser. Leave primeInfill.server empty to fill here, or open this in VS Code on a computer.'); // prettier-ignore
    return Promise.resolve({ kind: 'failed', failure: failureOf('server-failed', why) });
  },
};
