import assert from 'node:assert/strict';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import { broken } from './support/accessibility';
import { expression, narrow, settings } from './support/run';

describeInWorkbench(
  'A window in German',
  { workspace: 'samples', theme: 'light', settings, language: 'de' },
  (workbench) => {
    it('names commands, actions and what is said in German', async () => {
      const { page } = workbench();
      await workbench().openFile('temperature.ts');
      await page.locator('.statusbar-item', { hasText: 'Prime' }).first().waitFor();
      await workbench().selectRange(expression);
      await workbench().runCommand('Prime Infill: Füllen');
      const lens = page.locator('.codelens-decoration', { hasText: 'Übernehmen (Tab)' });
      await lens.waitFor();
      assert.match(await lens.innerText(), /Neu ziehen[^]*Länger[^]*Kürzer[^]*Verwerfen/u);
      await workbench().runCommand('Prime Infill: Schritte anzeigen');
    });

    it('has the page of the steps in German', async () => {
      const { webview } = workbench();
      await webview.getByRole('slider', { name: 'Schritt' }).waitFor();
      await webview.getByText('Eine Füllung beginnt als Masken').waitFor();
      await webview.getByText(/Schritt (\d+) von \1: .*8 von 8 Token stehen fest/u).waitFor();
      await workbench().runCommand('View: Toggle Maximized Panel');
      await webview.getByText('Verstanden').click();
      await workbench().screenshot('german-steps');
      const charts = await webview.locator('.chart strong').allInnerTexts();
      assert.deepEqual(charts, ['Ziffern', 'Bekannt', 'Sicherheit', 'Entropie', 'Möglich', 'Zeit']);
      await webview.getByText('Dieser Lauf').click();
      await webview.getByText('Alle Schritte als Tabelle').click();
      await webview.getByText('Leerschritte').first().scrollIntoViewIfNeeded();
      await workbench().screenshot('german-tables');
      assert.deepEqual(await broken(workbench()), []);
    });

    it('keeps to a page of 300 pixels', async () => {
      await narrow(workbench());
      await workbench().screenshot('german-narrow');
    });
  },
);
