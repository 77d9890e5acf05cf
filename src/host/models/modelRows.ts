import type { Say } from '../../base/say';
import { lastPart } from '../../base/lastPart';
import { bytesText } from '../../base/bytesText';
import { inWords, sentence } from '../../base/sentence';
import { totalBytes } from '../../engine/model/manifest';
import { modelFacts } from '../../engine/model/modelFacts';
import { paceOf, type Machine, type Paces } from '../../engine/model/pace';
import type { ModelListing } from '../../engine/model/registry';
import type { Added } from '../../store/modelStore';
import type { OriginName } from '../../store/origin';
import type { Unfinished } from '../../store/unfinished';

/** A model in the list of those that can be chosen. */
export interface ModelRow {
  readonly kind: 'bundled' | 'added' | 'unfinished';
  readonly id: string;
  /** Beside the id. */
  readonly description: string;
  /** Below it. */
  readonly detail: string;
  /** All that is known of it, a line each; none where its manifest cannot be read. */
  readonly facts: readonly string[];
  readonly origin: OriginName | undefined;
}

export interface ModelsThere {
  readonly bundled: readonly ModelListing[];
  readonly added: readonly Added[];
  readonly unfinished: readonly Unfinished[];
  readonly paces: Paces;
  /** In the language of the editor. */
  readonly say: Say;
  /** As the settings choose device and threads. */
  readonly machine: Machine;
}

/** The models that are there, with what they are chosen by. */
export function modelRows(there: ModelsThere): readonly ModelRow[] {
  const { bundled, added, unfinished, say } = there;
  return [
    ...bundled.map((listing) => rowOf('bundled', listing, there)),
    ...added.map((listing) => ({
      ...rowOf('added', listing, there),
      id: listing.id,
      origin: listing.origin,
    })),
    ...unfinished.map(({ id, manifest, origin, bytes, totalBytes }): ModelRow => ({
      kind: 'unfinished',
      id,
      description: manifest.name,
      detail: inWords(sentence('{0} of {1} have come, from {2}', bytesText(bytes), bytesText(totalBytes), nameOf(origin)), say),
      facts: [],
      origin,
    })),
  ];
}

function rowOf(
  kind: ModelRow['kind'],
  listing: ModelListing,
  { paces, machine, say }: ModelsThere,
): ModelRow {
  if (listing.kind === 'broken') {
    const id = lastPart(listing.folder);
    const detail = inWords(listing.failure.said, say);
    return { kind, id, description: '', detail, facts: [], origin: undefined };
  }
  const { manifest, folder } = listing;
  const facts = modelFacts(manifest, paceOf(manifest, paces, machine));
  const { licence, languages } = facts;
  const [size, subTokens, graph, quality, pace] = [facts.size, facts.subTokens, facts.kind, facts.quality, facts.pace].map((one) => one && inWords(one, say)); // prettier-ignore
  return {
    kind,
    id: manifest.id,
    description: [manifest.name, bytesText(totalBytes(manifest.files)), licence].join(' · '),
    detail: [quality, pace, languages].filter(isSaid).join(' · '),
    facts: [manifest.description, size, licence, languages, subTokens, graph, quality, pace, folder].filter(
      isSaid,
    ),
    origin: undefined,
  };
}

function isSaid(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

/** An address or a folder. */
export function nameOf(origin: OriginName): string {
  return origin.kind === 'address' ? origin.address : origin.folder;
}
