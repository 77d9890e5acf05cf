import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Golden<Case> {
  readonly tolerance: number;
  readonly cases: readonly Case[];
}

/** A file that train/ wrote, see docs/model-format.md, "Goldens". */
export function readGolden<Case>(name: string): Golden<Case> {
  const path = join(process.cwd(), 'test', 'golden', `${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Golden<Case>;
}
