import * as vscode from 'vscode';
import { readSettings } from '../configuration';
import type { FillControllerParts } from '../infill/fillControllerParts';

/** The tokens of servers, in VS Code's secret storage, each shown to its own server alone. */
export class ServerTokens {
  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly tell: FillControllerParts['tell'],
  ) {}

  /** @param origin scheme, name and port: a token is not sent to another server once the setting changes */
  async of(origin: string): Promise<string | undefined> {
    return this.secrets.get(keyOf(origin));
  }

  /**
   * Asks for the token of the server that is set; an empty one is forgotten.
   *
   * @param offered stands in the box until it is confirmed
   */
  async ask(offered: unknown): Promise<boolean> {
    const { server } = readSettings().settings;
    if (server === '') {
      this.tell('warning', vscode.l10n.t('There is no server to give a token to. Set primeInfill.server first.')); // prettier-ignore
      return false;
    }
    const { origin, host } = new URL(server);
    const token = await vscode.window.showInputBox({
      title: vscode.l10n.t('Token of {0}', host),
      prompt: vscode.l10n.t('It is kept in VS Code’s secret storage and sent to {0} alone. Empty: none.', host), // prettier-ignore
      password: true,
      ignoreFocusOut: true,
      value: typeof offered === 'string' ? offered : '',
      validateInput: (text) =>
        /^[\x21-\x7e]*$/u.test(text.trim())
          ? undefined
          : vscode.l10n.t('A token is one word of letters, digits and signs.'),
    });
    if (token === undefined) return false;
    if (token.trim() === '') await this.secrets.delete(keyOf(origin));
    else await this.secrets.store(keyOf(origin), token.trim());
    return true;
  }
}

function keyOf(origin: string): string {
  return `serverToken ${origin}`;
}
