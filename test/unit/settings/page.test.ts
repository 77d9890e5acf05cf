import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  allFields,
  configuration,
  docsRows,
  pageTexts,
  restricted,
} from '../../../src/settings/page';

function parsed(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** What `npm run settings` writes; each says so where it is not as written. */
describe('What is said of settings', () => {
  const again = 'run npm run settings';
  interface Manifest {
    readonly contributes: { readonly configuration: readonly { readonly properties: object }[] };
    readonly capabilities: {
      readonly untrustedWorkspaces: { readonly restrictedConfigurations: unknown };
    };
  }
  const manifest = parsed('package.json') as Manifest;
  const texts = parsed('package.nls.json') as Readonly<Record<string, string>>;

  it('stands in package.json as in the table', () => {
    assert.deepEqual(manifest.contributes.configuration, configuration(), again);
    assert.deepEqual(
      manifest.capabilities.untrustedWorkspaces.restrictedConfigurations,
      restricted(),
      again,
    );
  });

  it('has every setting in one section', () => {
    const names = manifest.contributes.configuration.flatMap((one) => Object.keys(one.properties));
    assert.deepEqual(
      names.sort(),
      Object.keys(allFields)
        .map((name) => `primeInfill.${name}`)
        .sort(),
    );
  });

  it('has its texts in package.nls.json, and no others', () => {
    const ours = Object.entries(texts).filter(
      ([key]) => /^config\.(?!title\.)/u.test(key) && !key.endsWith('.pattern'),
    );
    assert.deepEqual(Object.fromEntries(ours), pageTexts(), again);
    const asked = JSON.stringify(configuration()).matchAll(/"%([^%]+)%"/gu);
    for (const [, key = ''] of asked) assert.ok(texts[key], key);
  });

  it('stands in the table of docs/using.md', () => {
    const docs = readFileSync('docs/using.md', 'utf8').split('\n');
    const begin = docs.indexOf('| Setting | Default | |') + 2;
    assert.deepEqual(docs.slice(begin, docs.indexOf('', begin)), docsRows(), again);
  });
});
