import type { FillRequest } from '../../protocol/engineTypes';
import type { HostSettings } from '../settings';
import type { FillSession } from './fillSession';
import { referencesFor } from './references';
import { fileNameOf } from './spansToFill';

/** What the engine is asked for. */
export function requestOf(session: FillSession, { fill }: HostSettings): FillRequest {
  const { document, spans, lengths } = session;
  return {
    text: document.getText(),
    fileName: fileNameOf(document),
    language: document.languageId,
    spans,
    ...(lengths === undefined ? {} : { lengths }),
    references: fill.ngramCache === 0 ? [] : referencesFor(document),
    settings: fill,
  };
}
