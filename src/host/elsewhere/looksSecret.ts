/** Names and ends of names of files that hold keys or passwords. */
const names = [
  /^\.env(?:\..+)?$|\.env$/u,
  /^\.(?:netrc|npmrc|pypirc|pgpass|htpasswd|git-credentials|dockercfg|vault-token|boto|s3cfg)$/u,
  /^id_(?:rsa|dsa|ecdsa|ed25519)$/u,
  /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|ovpn|tfvars|tfstate)$/u,
  /^(?:.*[-_.])?(?:credentials?|secrets?|passwords?)(?:[-_.].*)?\.(?:json|ya?ml|toml|ini|cfg|conf|txt|csv|properties|xml)$/u,
  /^(?:credentials?|secrets?|passwords?|arduino_secrets)(?:\.(?:py|h))?$/u,
  /^service-?account(?:[-_.]?key)?.*\.json$|^local\.settings\.json$/u,
];
/** Names of folders in which programs keep keys or passwords, whatever the files in them are called. */
const folders: ReadonlySet<string> = new Set(
  ['.ssh', '.gnupg', '.aws', '.azure', '.kube', '.docker', '.gcloud', '.secrets', 'secrets'], // prettier-ignore
);
/** In these a file of code about secrets may lie. */
const codeEnds = /\.(?:[cm]?[jt]sx?|go|rs|java|kt|cs|swift|rb|php|scala|cc|cpp|hpp)$/u;

/**
 * Whether a file is one whose text belongs nowhere else, by its name and those of its folders.
 *
 * @param path with `/`, or a name alone
 */
export function looksSecret(path: string): boolean {
  const parts = path.toLowerCase().split('/');
  const name = parts.pop() ?? '';
  const isAmongSecrets = parts.some((part) => folders.has(part) && !(part === 'secrets' && codeEnds.test(name))); // prettier-ignore
  return isAmongSecrets || names.some((pattern) => pattern.test(name));
}
