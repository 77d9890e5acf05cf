import ignore, { type Ignore } from 'ignore';

/** One file of rules as Git reads them. */
export interface IgnoreFile {
  /** The folder that its rules are relative to, from the root of all paths: `''`, `src/a`. */
  readonly folder: string;
  readonly text: string;
}

/** Which files Git would not track, by the rules of a folder and of those in it. */
export class IgnoreRules {
  private readonly rules: readonly { readonly folder: string; readonly rules: Ignore }[];

  constructor(files: readonly IgnoreFile[]) {
    this.rules = files
      .map(({ folder, text }) => ({ folder, rules: ignore().add(text) }))
      .sort((a, b) => a.folder.length - b.folder.length); // what lies deeper has the last word
  }

  /** @param path of a file, with `/`, from the root of all paths */
  ignores(path: string): boolean {
    let ignored = false;
    for (const { folder, rules } of this.rules) {
      if (folder !== '' && !path.startsWith(`${folder}/`)) continue;
      const below = folder === '' ? path : path.slice(folder.length + 1);
      const above = below.lastIndexOf('/');
      // What lies in a folder that is ignored as a whole cannot be asked for again.
      if (above > 0 && rules.ignores(below.slice(0, above + 1))) return true;
      const told = rules.test(below);
      if (told.ignored) ignored = true;
      else if (told.unignored) ignored = false;
    }
    return ignored;
  }
}
