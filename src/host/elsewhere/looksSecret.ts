/** Names and ends of names of files that hold keys or passwords. */
const names = [
  /^\.env(?:\..+)?$|\.env$/u,
  /^\.(?:netrc|npmrc|pypirc|pgpass|htpasswd|git-credentials)$/u,
  /^id_(?:rsa|dsa|ecdsa|ed25519)$/u,
  /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|tfvars)$/u,
  /^(?:credentials?|secrets?|passwords?)(?:\.(?:json|ya?ml|toml|ini|txt|properties))?$/u,
];

/** Whether a file of this name, without its folder, is one whose text belongs nowhere else. */
export function looksSecret(fileName: string): boolean {
  const name = fileName.toLowerCase();
  return names.some((pattern) => pattern.test(name));
}
