import type * as vscode from 'vscode';
import type { FillRequest, FillSettings } from '../../protocol/engineTypes';
import { referencesFor } from './references';
import { fileNameOf } from './spansToFill';

/** Places of a document that are to be filled. */
interface Places extends Pick<FillRequest, 'spans'> {
  readonly document: vscode.TextDocument;
  readonly lengths?: FillRequest['lengths'] | undefined;
  readonly given?: FillRequest['given'] | undefined;
}

/** What the engine is asked for. */
export function requestOf(
  { document, spans, lengths, given }: Places,
  settings: FillSettings,
): FillRequest {
  return {
    text: document.getText(),
    fileName: fileNameOf(document),
    language: document.languageId,
    spans,
    ...(lengths === undefined ? {} : { lengths }),
    ...(given === undefined ? {} : { given }),
    references: settings.ngramCache === 0 ? [] : referencesFor(document),
    settings,
  };
}
