import { sentence, type Sentence, type SentenceValue } from '../base/sentence';
/**
 * Reads fields out of a value of unknown shape. The first problem is kept as a sentence and
 * reading goes on with harmless values, so a parser reads straight down and asks once at the end.
 */
export class FieldReader {
  private firstProblem: Sentence | undefined;

  /** What is wrong, naming the field, or undefined. */
  get problem(): Sentence | undefined {
    return this.firstProblem;
  }

  fail(where: string, expected: SentenceValue): void {
    this.firstProblem ??= sentence('“{0}” should be {1}.', where, expected);
  }

  object(value: unknown, where: string): ReadonlyMap<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.fail(where, sentence('an object'));
      return new Map();
    }
    return new Map<string, unknown>(Object.entries(value));
  }

  list<Item>(
    value: unknown,
    where: string,
    item: (value: unknown, where: string) => Item,
  ): readonly Item[] {
    if (!Array.isArray(value)) {
      this.fail(where, sentence('a list'));
      return [];
    }
    const items: readonly unknown[] = value;
    return items.map((entry, index) => item(entry, `${where}[${index}]`));
  }

  text(value: unknown, where: string): string {
    if (typeof value !== 'string') {
      this.fail(where, sentence('a text'));
      return '';
    }
    return value;
  }

  yesOrNo(value: unknown, where: string): boolean {
    if (typeof value !== 'boolean') this.fail(where, sentence('true or false'));
    return value === true;
  }

  number(value: unknown, where: string): number {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      this.fail(where, sentence('a number'));
      return 0;
    }
    return value;
  }

  /** A whole number from `least` to `most`, both included. */
  integer(value: unknown, where: string, least = 0, most = Number.MAX_SAFE_INTEGER): number {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
      const range =
        most === Number.MAX_SAFE_INTEGER ? sentence('at least {0}', least) : `${least} … ${most}`;
      this.fail(where, sentence('a whole number, {0}', range));
      return least;
    }
    return value;
  }

  oneOf<Name extends string>(
    value: unknown,
    where: string,
    names: readonly [Name, ...Name[]],
  ): Name {
    const found = names.find((name) => name === value);
    if (found === undefined) {
      this.fail(where, sentence('one of {0}', names.join(', ')));
      return names[0];
    }
    return found;
  }
}
