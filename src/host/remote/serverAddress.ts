/**
 * The address of a server of fills as a setting has it, or undefined if it may not be used: https, and
 * plain http to this machine alone, as text and token go there.
 */
export function parseServerAddress(text: string): URL | undefined {
  let address: URL;
  try {
    address = new URL(text.trim());
  } catch {
    return undefined;
  }
  const { protocol, username, password, search, hash } = address;
  if (username !== '' || password !== '' || search !== '' || hash !== '') return undefined;
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isThisMachine(address));
  if (!isSafe) return undefined;
  address.pathname = address.pathname.replace(/\/+(?:v2\/*)?$/u, '');
  return address;
}

/** Whether what is sent there stays on this machine. */
export function isThisMachine({ hostname }: URL): boolean {
  const bare = hostname.replace(/^\[(.*)\]$/u, '$1');
  return bare === 'localhost' || bare === '::1' || /^127(?:\.\d{1,3}){3}$/u.test(bare);
}

/** An address below that of the server. */
export function below(address: URL, path: string): URL {
  const whole = new URL(address);
  whole.pathname = `${address.pathname.replace(/\/$/u, '')}${path}`;
  return whole;
}
