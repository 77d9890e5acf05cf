/** A frame of a fill. */
export interface StepPlace {
  readonly candidate: number;
  /** 0 is the canvas before the first step. */
  readonly step: number;
}

/** The argument of a command, which may be anything: undefined if it is no place. */
export function parseStepPlace(argument: unknown): StepPlace | undefined {
  if (typeof argument !== 'object' || argument === null) {
    return undefined;
  }
  const fields = new Map<string, unknown>(Object.entries(argument));
  const candidate = fields.get('candidate');
  const step = fields.get('step');
  return isIndex(candidate) && isIndex(step) ? { candidate, step } : undefined;
}

export function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
