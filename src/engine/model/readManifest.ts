import { failureOf } from '../../base/failureOf';
import { failed, type Result } from '../../base/result';
import { sentence } from '../../base/sentence';
import type { Failure } from '../index';
import { parseManifest, type Manifest } from './manifest';
import type { ModelFiles } from './modelFiles';

export const manifestFile = 'manifest.json';
/** The largest manifest that is read. */
export const mostManifestBytes = 2 ** 20;

/** What the files of a model say of it; those that the manifest lists are not verified yet. */
export async function readManifest(files: ModelFiles): Promise<Result<Manifest, Failure>> {
  const { folder } = files;
  const path = `${folder}/${manifestFile}`;
  let text: string | undefined;
  try {
    const bytes = await files.size(manifestFile);
    if (bytes <= mostManifestBytes) text = new TextDecoder().decode(await files.read(manifestFile));
  } catch {
    return failed(
      failureOf(
        'model-missing',
        sentence(
          'There is no model in {0}: {1} is missing. Choose another model or install this one again.',
          folder,
          manifestFile,
        ),
      ),
    );
  }
  if (text !== undefined) return parseManifest(text, path);
  return failed(
    failureOf(
      'model-corrupt',
      sentence('{0} is larger than a manifest may be. Choose the folder of a model.', path),
    ),
  );
}
