import assert from 'node:assert/strict';
import { looksSecret } from '../../../src/host/elsewhere/looksSecret';

describe('Files that look as if they held secrets', () => {
  for (const name of [
    '.env',
    '.env.local',
    'prod.env',
    '.NPMRC',
    'id_ed25519',
    'server.pem',
    'secrets.yaml',
    'credentials',
    'prod-secrets.yaml',
    'client_secret_1.apps.json',
    'serviceAccountKey.json',
    'arduino_secrets.h',
    'secrets.py',
    'terraform.tfstate',
    'home/.ssh/config',
    'a/.aws/notes.md',
    'a/secrets/api.txt',
  ])
    it(`${name} does`, () => assert.ok(looksSecret(name)));
  for (const name of [
    'environment.ts',
    'secrets.ts',
    'passwordField.tsx',
    'keys.py',
    'id_rsa.md',
    'credentials.test.ts',
    'secretary.json',
    'src/secrets/store.ts',
    'docs/ssh/config.md',
  ])
    it(`${name} does not`, () => assert.ok(!looksSecret(name)));
});
