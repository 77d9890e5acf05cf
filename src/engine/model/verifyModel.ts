import { failureOf } from '../../base/failureOf';
import { failed, ok, type Result } from '../../base/result';
import { sentence, type Sentence } from '../../base/sentence';
import type { Failure } from '../index';
import { externalFiles } from './externalData';
import { graphFiles } from './graphKinds';
import type { FileFacts, Manifest } from './manifest';
import type { ModelFiles } from './modelFiles';

/**
 * Compares every file of a model with the size and the sha-256 its manifest promises, so that a
 * damaged model is a sentence here rather than nonsense on the screen or a crash in native code.
 */
export async function verifyModel(
  files: ModelFiles,
  manifest: Manifest,
): Promise<Result<undefined, Failure>> {
  for (const [name, facts] of manifest.files) {
    const problem = await fileProblem(files, name, facts);
    if (problem === undefined) continue;
    return failed(
      failureOf(
        problem.missing ? 'model-missing' : 'model-corrupt',
        sentence(
          'The model “{0}” in {1} is {2}: {3} {4}. Install the model again, or choose another one.',
          manifest.name,
          files.folder,
          problem.missing ? sentence('incomplete') : sentence('damaged'),
          name,
          problem.what,
        ),
      ),
    );
  }
  return verifyWeights(files, manifest);
}

/** Refuses a graph whose weights lie in a file that the manifest does not vouch for. */
async function verifyWeights(
  files: ModelFiles,
  manifest: Manifest,
): Promise<Result<undefined, Failure>> {
  for (const file of graphFiles(manifest.graph)) {
    const named = externalFiles(await files.read(file));
    // What is no ONNX file at all is told by the runtime in its own words.
    const stranger = [...(named ?? [])].find((name) => !manifest.files.has(name));
    if (stranger === undefined) continue;
    return failed(
      failureOf(
        'model-corrupt',
        sentence(
          'The model “{0}” in {1} cannot be used: {2} takes weights from “{3}”, which its manifest does not list. Install the model again, or choose another one.',
          manifest.name,
          files.folder,
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
export async function fileProblem(
  files: ModelFiles,
  name: string,
  facts: FileFacts,
): Promise<FileProblem | undefined> {
  let bytes: number;
  try {
    bytes = await files.size(name);
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
    if ((await files.sha256(name)) === facts.sha256) return undefined;
    return {
      missing: false,
      what: sentence('does not have the sha-256 that the manifest gives'),
    };
  } catch (error) {
    return { missing: true, what: sentence('cannot be read ({0})', String(error)) };
  }
}
