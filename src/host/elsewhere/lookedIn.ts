import * as vscode from 'vscode';
import type { Reference } from './reference';

/** Where names were looked for, for one fill. */
export interface LookedIn {
  readonly references: readonly Reference[];
  /** How many of them are open in editors. */
  readonly open: number;
  readonly workspace: WorkspaceSearch;
}

/** What became of the files of the workspace: those not read yet, or all ignored by Git, were not looked in. */
export type WorkspaceSearch = 'read' | 'being read' | 'ignored' | 'not asked';

export const nowhere: LookedIn = { references: [], open: 0, workspace: 'not asked' };

/** Samplers that write from left to right, or take nothing that such writing would not. */
const inOrder: readonly string[] = ['left-to-right', 'draft-and-verify'];

/** Sentences for the user: where names were looked for, what kept them from counting, and what would help. */
export function lookedInSentences(
  { references, open, workspace }: LookedIn,
  sampler: string | undefined,
): readonly string[] {
  const files = references.length - open;
  const all =
    references.length === 0
      ? []
      : [vscode.l10n.t('Names looked for in {0} open editors and {1} other files of the workspace.', open, files)]; // prettier-ignore
  const missing = missingSentence(workspace);
  const isCanvas = sampler !== undefined && !inOrder.includes(sampler);
  const ordered =
    isCanvas && references.length > 0
      ? [vscode.l10n.t('What followed the same words there counts only behind text that is decided; with the sampler left-to-right it always counts.')] // prettier-ignore
      : [];
  return [...all, ...(missing === undefined ? [] : [missing]), ...ordered];
}

function missingSentence(workspace: WorkspaceSearch): string | undefined {
  if (workspace === 'being read')
    return vscode.l10n.t('Files of the workspace are still being read: fill again for the names in them.'); // prettier-ignore
  if (workspace === 'ignored')
    return vscode.l10n.t('Git ignores all files of this folder that are like this one, so no names were looked for in them: open those that count.'); // prettier-ignore
  return undefined;
}

/** The same for the log: numbers, never text or names of files. */
export function lookedInLine({ references, open, workspace }: LookedIn): string {
  return `names looked for in ${open} open editors and ${references.length - open} files of the workspace (${workspace})`;
}
