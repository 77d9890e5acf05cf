import type { Sentence } from '../base/sentence';
import type { FillEvent, FillOutcome, FillRequest, FillSettings } from '../engine';

/**
 * What the editor and others ask of `prime-infill serve`, in the open inference protocol (KServe V2 over
 * HTTP) with Triton's generate extension. The names with underscores are the protocol's; what is
 * Prime Infill's own has the engine's names. Types only, but for names.
 */

export const serverHeaders = {
  /** Whose request it is, so that nobody waits for all of another's: letters, digits and dashes. */
  client: 'x-prime-client',
  /** Of which document: a balancer sends what is equal to the server that has read it. */
  document: 'x-prime-document',
} as const;

/** The body of `/v2/models/NAME/generate` and `/generate_stream`. */
export interface GenerateBody {
  readonly text_input: string;
  readonly parameters?: GenerateParameters;
}

/** All of it may be left out. */
export interface GenerateParameters extends Partial<
  Omit<FillRequest, 'text' | 'settings' | 'unfiltered'>
> {
  /** What is left out is as the engine has it by default. */
  readonly settings?: Partial<FillSettings>;
  /** How a hole is typed into the text, where `spans` names none; `<?>` by default. */
  readonly holeMarker?: string;
  /** The protocol's names for `settings.temperature`, `settings.topP` and `settings.candidates`. */
  readonly temperature?: number;
  readonly top_p?: number;
  readonly best_of?: number;
}

interface Answered {
  readonly model_name: string;
  readonly model_version: string;
  /** The text with the best fill in place; empty until `done`. */
  readonly text_output: string;
}

/** What `/generate` answers. */
export interface GenerateAnswer extends Answered {
  readonly outcome: FillOutcome;
}

/** One `data:` of what `/generate_stream` answers. */
export type GenerateEvent =
  | (Answered & { readonly done: false; readonly event: FillEvent })
  | (Answered & { readonly done: true; readonly outcome: FillOutcome })
  | ServerError;

/** Every answer that is no success. */
export interface ServerError {
  /** A sentence that says what to do. */
  readonly error: string;
  /** The same as a template and its values, for a client that says it in another language. */
  readonly said: Sentence;
  /** The engine's own code, where it was the engine that refused. */
  readonly code?: string;
}

/** An entry of what `POST /v2/repository/index` answers. */
export interface ModelEntry {
  readonly name: string;
  readonly version: string;
  readonly state: 'READY' | 'UNAVAILABLE';
  readonly reason: string;
}
