import * as vscode from 'vscode';
import type { FillPlace, TypedSpans } from './spansToFill';

/** Why there is nothing to fill where it was asked for. */
export function noPlaceMessage(where: FillPlace, marker: string, typed: TypedSpans): string {
  return where === 'block' ? noBlockMessage() : noHolesMessage(marker, typed);
}

function noBlockMessage(): string {
  return vscode.l10n.t('There is no block around the cursor. Place it in one, or select what to fill, and run Fill.'); // prettier-ignore
}

export function noHolesMessage(marker: string, { wildcards }: TypedSpans): string {
  return wildcards === 0
    ? vscode.l10n.t('There is no {0} in this document. Type it where something is to be filled.', marker) // prettier-ignore
    : vscode.l10n.t('Each {0} in this document is a type behind its name. Set another primeInfill.holeMarker, and type that where something is to be filled.', marker); // prettier-ignore
}

/** How many holes a command has found, and where. */
export function foundHolesMessage(document: vscode.TextDocument, { spans }: TypedSpans): string {
  const lines = new Set(spans.map(({ start }) => document.positionAt(start).line + 1));
  return vscode.l10n.t('Holes: {0}, in lines: {1}', spans.length, [...lines].join(', '));
}

/** No candidate was left. */
export function nothingFoundMessage(): string {
  return vscode.l10n.t('The model found nothing to put here. Set a length in the settings, or select more.'); // prettier-ignore
}
