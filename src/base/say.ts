/** Says a sentence of the program, which is written in English, in the language of who reads it; `{0}` stands for the first value. */
export type Say = (message: string, ...values: readonly (string | number)[]) => string;

/** By the sentences of a bundle; those that it has not stay English. */
export function sayBy(bundle: Readonly<Record<string, string>>): Say {
  return (message, ...values) =>
    (bundle[message] ?? message).replace(/\{(\d+)\}/gu, (mark, index: string) => {
      const value = values[Number(index)];
      return value === undefined ? mark : `${value}`;
    });
}

export const sayEnglish: Say = sayBy({});

/** A word that is said later, by whoever shows it: marked, so that the test of translations finds it. */
export function marked(message: string): string {
  return message;
}
