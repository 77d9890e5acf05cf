import { totalBytes, type Manifest } from '../engine/model/manifest';
import { manifestFile } from '../engine/model/registry';
import { bytesText } from '../base/bytesText';

/** Far above what one machine runs. */
const mostFiles = 1000;
const mostBytes = 2 ** 36;

/** Names that Windows takes for devices, whatever follows the dot. */
const devices = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;

/**
 * Why the files of a model cannot be laid into a folder of their own on every system; undefined if they
 * can. The parser of manifests has refused names that are no plain file names.
 */
export function unplaceable({ id, files }: Manifest): string | undefined {
  if (!isPlaceableId(id)) {
    return `its id “${id}” is not of up to 64 lower-case letters, digits, dots, hyphens and underscores`;
  }
  if (files.size > mostFiles) return `it has ${files.size} files, more than ${mostFiles}`;
  const seen = new Set<string>([manifestFile]);
  for (const name of files.keys()) {
    if (devices.test(name) || name.endsWith('.') || name.length > 200) {
      return `“${name}” is no file name on every system`;
    }
    if (seen.has(name.toLowerCase())) return `it has two files “${name.toLowerCase()}”`;
    seen.add(name.toLowerCase());
  }
  const bytes = totalBytes(files);
  return bytes > mostBytes
    ? `its files have ${bytesText(bytes)}, more than ${bytesText(mostBytes)}`
    : undefined;
}

/** Whether a model's id can be the name of its folder. */
export function isPlaceableId(id: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,62}[a-z0-9]$/u.test(id) && !devices.test(id);
}
