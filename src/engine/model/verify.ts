import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { failureOf } from '../../base/failureOf';
import { failed, ok, type Result } from '../../base/result';
import { sentence, type Sentence } from '../../base/sentence';
import type { Failure } from '../index';
import { externalFiles } from './externalData';
import { graphFiles } from './graphKinds';
import type { FileFacts, Manifest } from './manifest';

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
    return failed(
      failureOf(
        problem.missing ? 'model-missing' : 'model-corrupt',
        sentence(
          'The model “{0}” in {1} is {2}: {3} {4}. Install the model again, or choose another one.',
          manifest.name,
          folder,
          problem.missing ? sentence('incomplete') : sentence('damaged'),
          name,
          problem.what,
        ),
      ),
    );
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
    return failed(
      failureOf(
        'model-corrupt',
        sentence(
          'The model “{0}” in {1} cannot be used: {2} takes weights from “{3}”, which its manifest does not list. Install the model again, or choose another one.',
          manifest.name,
          folder,
          file,
          stranger,
        ),
      ),
    );
  }
  return ok(undefined);
}

export interface FileProblem {
  readonly missing: boolean;
  readonly what: Sentence;
}

/** What is wrong with one file, or undefined. */
export async function verifyFile(path: string, facts: FileFacts): Promise<FileProblem | undefined> {
  let bytes: number;
  try {
    bytes = (await stat(path)).size;
  } catch {
    return { missing: true, what: sentence('is missing') };
  }
  if (bytes !== facts.bytes) {
    return {
      missing: false,
      what: sentence('has {0} bytes instead of {1}', bytes, facts.bytes),
    };
  }
  try {
    if ((await sha256OfFile(path)) === facts.sha256) return undefined;
    return {
      missing: false,
      what: sentence('does not have the sha-256 that the manifest gives'),
    };
  } catch (error) {
    return { missing: true, what: sentence('cannot be read ({0})', String(error)) };
  }
}

/** Lower-case hexadecimal. Rejects if the file cannot be read. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
