import { failed, ok, type Result } from '../base/result';
import { sentence, type Sentence } from '../base/sentence';

/** Whether a text is meant as an address rather than as the path of a folder. */
export function isAddress(text: string): boolean {
  // A scheme has two letters at least: `C:\models` is a path.
  return /^[a-z][a-z0-9+.-]+:\/\//iu.test(text.trim());
}

/**
 * The address of a model's manifest. A folder's address is taken for that of the `manifest.json` in
 * it. Refused with a sentence: everything but https, and an address that carries a password.
 */
export function parseAddress(text: string): Result<URL, Sentence> {
  const address = toAddress(text.trim());
  if (address?.protocol !== 'https:' || address.hostname === '') {
    return failed(
      sentence(
        '“{0}” is no address of a model. Give the https:// address of its manifest.json; other protocols are not used.',
        text.trim(),
      ),
    );
  }
  if (address.username !== '' || address.password !== '') {
    return failed(
      sentence(
        'This address holds a name or a password, which would be kept in plain text. Give it without them.',
      ),
    );
  }
  address.hash = '';
  if (!address.pathname.endsWith('.json')) {
    address.pathname = `${address.pathname.replace(/\/$/u, '')}/manifest.json`;
  }
  return ok(address);
}

/** Where a file of a model lies: beside its manifest, asked for with the same query. */
export function addressBeside(manifest: URL, name: string): URL {
  const beside = new URL(encodeURIComponent(name), manifest);
  beside.search = manifest.search;
  return beside;
}

/** Any address; undefined if the text is none. */
export function toAddress(text: string, base?: URL): URL | undefined {
  return URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
}
