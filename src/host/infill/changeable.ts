/** Why a document cannot be filled, since nothing can be written into it. */
export type Unchangeable =
  /** A file as it was, from version control. */
  | 'revision'
  /** What a program has put out. */
  | 'output'
  /** A folder or file system that lets nobody write. */
  | 'read-only'
  /** A view that an extension makes. */
  | 'view';

/** Schemes of documents that are changed in the editor, although no file system holds them. */
const editedInPlace: readonly string[] = [
  'untitled',
  'vscode-notebook-cell',
  'vscode-interactive-input',
  'vscode-scm',
  'search-editor',
  'comment',
];

/**
 * Why a document of this scheme cannot be changed; undefined if it can, as far as its scheme tells.
 *
 * @param isWritable what the editor says of the scheme's file system; undefined if there is none
 */
export function unchangeable(
  scheme: string,
  isWritable: boolean | undefined,
): Unchangeable | undefined {
  if (isWritable === true) {
    return undefined;
  }
  if (scheme === 'git') {
    return 'revision';
  }
  if (scheme === 'output') {
    return 'output';
  }
  if (isWritable === false) {
    return 'read-only';
  }
  return editedInPlace.includes(scheme) ? undefined : 'view';
}
