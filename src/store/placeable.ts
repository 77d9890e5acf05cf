import { totalBytes, type Manifest } from '../engine/model/manifest';
import { manifestFile } from '../engine/model/readManifest';
import { bytesText } from '../base/bytesText';
import { sentence, type Sentence } from '../base/sentence';

/** Far above what one machine runs. */
const mostFiles = 1000;
const mostBytes = 2 ** 36;

/** Names that Windows takes for devices, whatever follows the dot. */
const devices = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;

/**
 * Why the files of a model cannot be laid into a folder of their own on every system; undefined if they
 * can. The parser of manifests has refused names that are no plain file names.
 */
export function unplaceable({ id, files }: Manifest): Sentence | undefined {
  if (!isPlaceableId(id)) {
    return sentence(
      'its id “{0}” is not of up to 64 lower-case letters, digits, dots, hyphens and underscores',
      id,
    );
  }
  if (files.size > mostFiles)
    return sentence('it has {0} files, more than {1}', files.size, mostFiles);
  const seen = new Set<string>([manifestFile]);
  for (const name of files.keys()) {
    if (devices.test(name) || name.endsWith('.') || name.length > 200) {
      return sentence('“{0}” is no file name on every system', name);
    }
    if (seen.has(name.toLowerCase())) return sentence('it has two files “{0}”', name.toLowerCase());
    seen.add(name.toLowerCase());
  }
  const bytes = totalBytes(files);
  return bytes > mostBytes
    ? sentence('its files have {0}, more than {1}', bytesText(bytes), bytesText(mostBytes))
    : undefined;
}

/** Whether a model's id can be the name of its folder. */
export function isPlaceableId(id: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,62}[a-z0-9]$/u.test(id) && !devices.test(id);
}
