import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { readSettings } from '../../src/host/configuration';
import type { PrimeInfillApi } from '../../src/host/extension';
import { closeAll, openText, press, primeInfill, run, setSetting } from './support/editor';

/** Nobody listens there. */
const nowhere = 'https://127.0.0.1:9/m/manifest.json';

describe('The address of a model', () => {
  let api: PrimeInfillApi;
  before(async () => (api = await primeInfill()));
  afterEach(async () => {
    await closeAll();
    await setSetting('model', undefined);
  });

  it('in the settings is told to be missing by a fill, which works again without it', async () => {
    await setSetting('model', nowhere);
    await openText('const a = ⟦1⟧;\n');
    assert.equal(await run('fill'), 'failed');
    assert.match(api.told ?? '', /^The model of https:\/\/127\.0\.0\.1:9\S* is not on this machine\. Download it with Select Model…/); // prettier-ignore
    await setSetting('model', undefined);
    assert.equal(await run('fill'), 'previewing');
  });

  it('that another extension gives stands in a box, and is asked once that is confirmed', async () => {
    const before = api.told;
    const rejected = run('addModel', nowhere);
    await press('workbench.action.closeQuickOpen', rejected);
    assert.equal(await rejected, false);
    assert.equal(api.told, before, 'nothing was tried');
    const confirmed = run('addModel', nowhere);
    await press('workbench.action.acceptSelectedQuickOpenItem', confirmed);
    assert.equal(await confirmed, false);
    assert.match(api.told ?? '', /^127\.0\.0\.1:9 takes no connection\. Check the address\.$/);
  });
});

describe('A folder of whole sequences', () => {
  afterEach(async () => {
    await closeAll();
    await setSetting('model', undefined);
  });

  it('is chosen by the setting, and fills one span and several', async () => {
    const extension = vscode.extensions.getExtension('prime-infill.prime-infill');
    assert.ok(extension);
    for (const kind of ['mdm-prime-v1', 'dreamon']) {
      await setSetting('model', join(extension.extensionPath, 'test', 'fixtures', 'plain', kind));
      for (const text of ['const a = ⟦1⟧;\n', 'const a = ⟦1⟧;\nconst b = ⟦2⟧;\n']) {
        await openText(text);
        assert.equal(await run('fill'), 'previewing', `${kind}: ${text}`);
        await closeAll();
      }
    }
  });
});

describe('A preset', () => {
  afterEach(async () => {
    await closeAll();
    for (const name of ['preset', 'candidates']) await setSetting(name, undefined);
  });

  it('chooses what is not set by itself, whoever sets it', async () => {
    await openText('const a = ⟦1⟧;\n');
    const { settings: before } = readSettings();
    await setSetting('preset', 'fast');
    const chosen = readSettings().settings;
    assert.deepEqual([before.fill.candidates, chosen.fill.candidates], [3, 1]);
    assert.equal(await run('fill'), 'previewing');
    await setSetting('candidates', 2);
    assert.equal(readSettings().settings.fill.candidates, 2);
    await setSetting('preset', 'best');
    // The tests set the model themselves.
    assert.equal(readSettings().settings.model, 'prime-tiny');
  });
});
