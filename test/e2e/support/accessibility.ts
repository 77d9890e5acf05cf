import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Workbench } from '../../../scripts/vscode/workbench';

/** A row of sentences, one for each rule of accessibility that the page breaks. */
export async function broken(workbench: Workbench): Promise<string[]> {
  const body = workbench.webview.locator('body');
  await body.evaluate(axe.source);
  const results = await body.evaluate<AxeResults, unknown>('axe.run()');
  assert.ok(results.passes.length > 5, 'axe looked');
  return results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
  );
}

interface AxeResults {
  readonly passes: readonly unknown[];
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}
