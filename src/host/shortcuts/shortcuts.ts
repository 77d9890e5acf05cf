import * as vscode from 'vscode';
import { defaultKeys, spellKey, userKeys } from './shortcutTable';

/**
 * The keys that the user has for our commands. The editor does not tell them to extensions, so they
 * are read from the user's keybindings.json; where that cannot be read they are the defaults.
 */
export class Shortcuts {
  private keys: Readonly<Record<string, readonly string[]>> = defaultKeys;

  /**
   * @param storage the extension's global storage, which lies beside the file on a desktop
   * @param isMac whether the user's keyboard is a Mac's
   */
  constructor(
    private readonly storage: vscode.Uri,
    private readonly isMac: boolean,
  ) {}

  /** A title with the command's key behind it, if it has one. */
  label(title: string, command: string): string {
    const key = this.keys[command]?.[0];
    return key === undefined ? title : `${title} (${spellKey(key, this.isMac)})`;
  }

  /** Reads the file again, which whoever names keys waits for: it is small, and previews are rare. */
  async refresh(): Promise<void> {
    this.keys = userKeys(await this.read());
  }

  private async read(): Promise<string> {
    const places = [
      vscode.Uri.from({ scheme: 'vscode-userdata', path: '/User/keybindings.json' }),
      vscode.Uri.joinPath(this.storage, '..', '..', 'keybindings.json'),
    ];
    for (const place of places) {
      try {
        return new TextDecoder().decode(await vscode.workspace.fs.readFile(place));
      } catch {
        // Not there, or not to be read from here: the next, or the defaults.
      }
    }
    return '';
  }
}
