import type * as vscode from 'vscode';
import type { FillRequest, FillSettings, LengthChoice } from '../../protocol/engineTypes';
import type { LookedIn } from '../elsewhere/lookedIn';
import { spansAsTyped } from '../holes/holesOf';
import { fileNameOf } from './spansToFill';

/** Places of a document that are to be filled. */
interface Places extends Pick<FillRequest, 'spans'> {
  readonly document: vscode.TextDocument;
  readonly lengths?: FillRequest['lengths'] | undefined;
  readonly heads?: FillRequest['heads'] | undefined;
  readonly given?: FillRequest['given'] | undefined;
}

/** What the engine is asked for. */
export function requestOf(
  { document, spans, lengths, heads, given }: Places,
  settings: FillSettings,
  { references }: Pick<LookedIn, 'references'>,
): FillRequest {
  const counted = given !== undefined;
  const openHoles = spansAsTyped(document);
  return {
    text: document.getText(),
    fileName: fileNameOf(document),
    language: document.languageId,
    spans,
    ...(openHoles.length > 0 && { openHoles }),
    ...(lengths && { lengths: counted ? lengths.map((one) => one && uncounted(one)) : lengths }),
    ...(heads && { heads }),
    ...(given && { given }),
    references: references.map(({ text }) => text),
    settings: counted ? { ...settings, length: uncounted(settings.length) } : settings,
  };
}

/** A canvas that is given has counted its tokens. */
function uncounted(length: LengthChoice): LengthChoice {
  return length.kind === 'tokens' ? { kind: 'auto' } : length;
}
