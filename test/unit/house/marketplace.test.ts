import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';

interface ExtensionManifest {
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly icon: string;
  readonly galleryBanner: { readonly color: string; readonly theme: string };
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly description: string;
}

describe('What a marketplace shows', () => {
  const read = (path: string): string => readFileSync(path, 'utf8');
  const manifest = JSON.parse(read('package.json')) as ExtensionManifest;

  it('has an icon that is a PNG of at least 128 pixels', () => {
    const icon = readFileSync(manifest.icon);
    assert.equal(icon.toString('latin1', 1, 4), 'PNG');
    assert.ok(icon.readUInt32BE(16) >= 128 && icon.readUInt32BE(20) >= 128);
  });

  it('has a banner, categories and keywords of the kinds that there are', () => {
    assert.match(manifest.galleryBanner.color, /^#[\da-f]{6}$/);
    assert.ok(['dark', 'light'].includes(manifest.galleryBanner.theme));
    const known = ['AI', 'Machine Learning', 'Programming Languages', 'Other', 'Snippets'];
    for (const category of manifest.categories) assert.ok(known.includes(category), category);
    assert.ok(manifest.keywords.length > 0 && manifest.keywords.length <= 30);
    assert.ok(manifest.description.length <= 200, 'it is cut in lists');
  });

  it('has pictures that lie in the package', () => {
    const shipped = read('.vscodeignore');
    const pictures = [...read('README.md').matchAll(/!\[[^\]]+\]\(([^)]+)\)/gu)].map(([, path = '']) => path); // prettier-ignore
    assert.ok(pictures.length > 0);
    for (const path of pictures) assert.ok(existsSync(path) && path.startsWith('docs/images/'), path); // prettier-ignore
    assert.match(shipped, /^!docs\/images\/\*\.png$/m);
    for (const file of ['README.md', 'CHANGELOG.md', 'LICENSE']) assert.ok(shipped.includes(`!${file}`)); // prettier-ignore
  });

  it('asks for no older VS Code than the one whose interface it is compiled against', () => {
    const floor = /^\^(\d+\.\d+)\.0$/u.exec(manifest.engines.vscode)?.[1];
    assert.equal(floor, manifest.devDependencies['@types/vscode']);
  });
});
