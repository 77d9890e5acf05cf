import { sentence, type Sentence, type SentenceValue } from './sentence';
/**
 * Reads fields out of parsed JSON without casting. The first thing that is wrong is kept as a
 * sentence in `problem`, and a harmless value is returned in its place, so that a parser reads as
 * one object literal and checks `problem` once at its end. A reader never throws.
 */
export class JsonReader {
  private first: Sentence | undefined;

  constructor(
    private readonly value: Readonly<Record<string, unknown>>,
    private readonly path: string,
    private readonly parent?: JsonReader,
  ) {}

  /** A reader of the top-level object, or of an empty one that already has a problem. */
  static of(value: unknown, what: SentenceValue): JsonReader {
    if (isRecord(value)) return new JsonReader(value, '');
    const reader = new JsonReader({}, '');
    reader.complain(sentence('{0} is not a JSON object', what));
    return reader;
  }

  get problem(): Sentence | undefined {
    return this.parent === undefined ? this.first : this.parent.problem;
  }

  complain(problem: Sentence): void {
    if (this.parent === undefined) this.first ??= problem;
    else this.parent.complain(problem);
  }

  has(key: string): boolean {
    return this.value[key] !== undefined;
  }

  keys(): readonly string[] {
    return Object.keys(this.value);
  }

  object(key: string): JsonReader {
    const value = this.present(key);
    if (isRecord(value)) return new JsonReader(value, `${this.path}${key}.`, this);
    this.expected(key, sentence('an object'));
    return new JsonReader({}, `${this.path}${key}.`, this);
  }

  string(key: string): string {
    const value = this.present(key);
    if (typeof value === 'string') return value;
    return this.expected(key, sentence('a string'), '');
  }

  /** A whole number of at least `minimum`. */
  integer(key: string, minimum: number): number {
    const value = this.present(key);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum) return value;
    return this.expected(key, sentence('a whole number of at least {0}', minimum), minimum);
  }

  /** A finite number. */
  number(key: string): number {
    const value = this.present(key);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    return this.expected(key, sentence('a number'), 0);
  }

  boolean(key: string): boolean {
    const value = this.present(key);
    return typeof value === 'boolean'
      ? value
      : this.expected(key, sentence('true or false'), false);
  }

  /** A reader for each entry of a list of objects. */
  objects(key: string): readonly JsonReader[] {
    const value = this.present(key);
    if (!Array.isArray(value)) return this.expected(key, sentence('a list of objects'), []);
    return value.map((item: unknown, index) => {
      const path = `${this.path}${key}[${index}]`;
      if (isRecord(item)) return new JsonReader(item, `${path}.`, this);
      this.complain(sentence('{0} should be an object', path));
      return new JsonReader({}, `${path}.`, this);
    });
  }

  oneOf<T extends string>(key: string, choices: readonly T[], fallback: T): T {
    const value = this.present(key);
    const found = choices.find((choice) => choice === value);
    return found ?? this.expected(key, sentence('one of {0}', choices.join(', ')), fallback);
  }

  strings(key: string): readonly string[] {
    const value = this.present(key);
    if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) {
      return value;
    }
    return this.expected(key, sentence('a list of strings'), []);
  }

  integers(key: string): readonly number[] {
    const value = this.present(key);
    if (Array.isArray(value) && value.every((item): item is number => Number.isSafeInteger(item))) {
      return value;
    }
    return this.expected(key, sentence('a list of whole numbers'), []);
  }

  /** The entries of an object that are finite numbers; anything else in it is information only. */
  numbers(key: string): Readonly<Record<string, number>> {
    const value = this.value[key];
    if (!isRecord(value)) return {};
    const numbers: Record<string, number> = {};
    for (const [name, entry] of Object.entries(value)) {
      if (typeof entry === 'number' && Number.isFinite(entry)) numbers[name] = entry;
    }
    return numbers;
  }

  /** An object as it stands, for whoever does not look inside. */
  record(key: string): Readonly<Record<string, unknown>> {
    const value = this.present(key);
    return isRecord(value) ? value : this.expected(key, sentence('an object'), {});
  }

  private present(key: string): unknown {
    const value = this.value[key];
    if (value === undefined) this.complain(sentence('{0} is missing', `${this.path}${key}`));
    return value;
  }

  private expected(key: string, what: Sentence): undefined;
  private expected<T>(key: string, what: Sentence, fallback: T): T;
  private expected<T>(key: string, what: Sentence, fallback?: T): T | undefined {
    this.complain(sentence('{0} should be {1}', `${this.path}${key}`, what));
    return fallback;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
