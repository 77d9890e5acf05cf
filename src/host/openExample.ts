import * as vscode from 'vscode';

const content = `/** The mean of values; 0 where there are none. */
export function mean(values: readonly number[]): number {
  if (values.length === 0) return 0;
  let sum = 0;
  for (const value of values) <?>
  return sum / values.length;
}
`;

/** Opens a new file with a hole in it, the cursor in the hole, beside what is open. */
export async function openExample(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'typescript', content });
  const hole = document.positionAt(content.indexOf('<?>'));
  await vscode.window.showTextDocument(document, {
    selection: new vscode.Range(hole, hole),
    viewColumn: vscode.ViewColumn.Beside,
    preview: false,
  });
}
