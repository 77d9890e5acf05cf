import { sentence, type Sentence } from './sentence';

/** Why nothing came of a connection: its certificate is not trusted, it was cut, or there was none. */
export interface Unreachable {
  readonly kind: 'untrusted' | 'cut' | 'none';
  readonly message: Sentence;
}

/** What Node says of a connection to a host, for the user. */
export function unreachable(host: string, error: unknown): Unreachable {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (/CERT|SIGNATURE|SELF_SIGNED|UNABLE_TO_/u.test(code)) {
    const said = sentence('The certificate of {0} is not trusted ({1})', host, message);
    return { kind: 'untrusted', message: said };
  }
  if (code === 'ENOTFOUND') return { kind: 'none', message: sentence('{0} cannot be found', host) };
  if (code === 'ECONNREFUSED')
    return { kind: 'none', message: sentence('{0} takes no connection', host) };
  if (code === 'ECONNRESET' || code === 'EPIPE' || message === 'aborted')
    return { kind: 'cut', message: sentence('{0} cut the connection', host) };
  return { kind: 'none', message: sentence('{0} cannot be reached ({1})', host, message) };
}
