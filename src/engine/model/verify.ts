import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { failed, ok, type Result } from '../../base/result';
import type { Failure } from '../index';
import { externalFiles } from './externalData';
import { graphFiles, type FileFacts, type Manifest } from './manifest';

/**
 * Compares every file of a model with the size and the sha-256 its manifest promises, so that a
 * damaged model is a sentence here rather than nonsense on the screen or a crash in native code.
 */
export async function verifyFiles(
  folder: string,
  manifest: Manifest,
): Promise<Result<undefined, Failure>> {
  for (const [name, facts] of manifest.files) {
    const problem = await verifyFile(join(folder, name), facts);
    if (problem === undefined) continue;
    return failed({
      code: problem.missing ? 'model-missing' : 'model-corrupt',
      message:
        `The model “${manifest.name}” in ${folder} is ${problem.missing ? 'incomplete' : 'damaged'}: ` +
        `${name} ${problem.sentence}. Install the model again, or choose another one.`,
    });
  }
  return verifyWeights(folder, manifest);
}

/** Refuses a graph whose weights lie in a file that the manifest does not vouch for. */
async function verifyWeights(
  folder: string,
  manifest: Manifest,
): Promise<Result<undefined, Failure>> {
  const { graph, files } = manifest;
  for (const file of graphFiles(graph)) {
    const named = externalFiles(await readFile(join(folder, file)));
    // What is no ONNX file at all is told by the runtime in its own words.
    const stranger = [...(named ?? [])].find((name) => !files.has(name));
    if (stranger === undefined) continue;
    return failed({
      code: 'model-corrupt',
      message:
        `The model “${manifest.name}” in ${folder} cannot be used: ${file} takes weights from ` +
        `“${stranger}”, which its manifest does not list. Install the model again, or choose another one.`,
    });
  }
  return ok(undefined);
}

export interface FileProblem {
  readonly missing: boolean;
  readonly sentence: string;
}

/** What is wrong with one file, or undefined. */
export async function verifyFile(path: string, facts: FileFacts): Promise<FileProblem | undefined> {
  let bytes: number;
  try {
    bytes = (await stat(path)).size;
  } catch {
    return { missing: true, sentence: 'is missing' };
  }
  if (bytes !== facts.bytes) {
    return { missing: false, sentence: `has ${bytes} bytes instead of ${facts.bytes}` };
  }
  try {
    if ((await sha256OfFile(path)) === facts.sha256) return undefined;
    return { missing: false, sentence: 'does not have the sha-256 that the manifest gives' };
  } catch (error) {
    return { missing: true, sentence: `cannot be read (${String(error)})` };
  }
}

/** Lower-case hexadecimal. Rejects if the file cannot be read. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
