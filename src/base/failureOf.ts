import { inEnglish, type Sentence } from './sentence';

/** An expected failure, as data: a code for programs and a sentence that tells the user what to do. */
export interface FailureOf<Code extends string> {
  readonly code: Code;
  /** In English, for logs, the command line and other programs. */
  readonly message: string;
  /** The same, for whoever reads it in another language. */
  readonly said: Sentence;
}

export function failureOf<Code extends string>(code: Code, said: Sentence): FailureOf<Code> {
  return { code, message: inEnglish(said), said };
}
