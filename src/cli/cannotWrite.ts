/** Why a file cannot be written, and what helps, by the system's name for it. */
const known: Readonly<Record<string, readonly [cause: string, remedy: string]>> = {
  EACCES: ['it may not be', 'Check its permissions and those of its folder.'],
  EPERM: ['it may not be', 'Check its permissions and those of its folder.'],
  EROFS: ['its disk is read-only', 'Give a file on another.'],
  ENOSPC: ['there is no room left for it', 'Make room, or give a file on another disk.'],
  EDQUOT: ['it is more than you may store there', 'Make room, or give a file on another disk.'],
  EFBIG: ['it is larger than a file may be there', 'Give a file on another disk.'],
  EISDIR: ['it is a folder', 'Give the name of a file.'],
  ENOENT: ['there is no such folder', 'Make the folder, or give a file in another.'],
  ENOTDIR: ['what its path names as a folder is a file', 'Give a file in a folder.'],
  ENAMETOOLONG: ['its name is too long', 'Give a shorter one.'],
  ELOOP: ['its links lead in a circle', 'Give a file that is none of them.'],
  EPIPE: ['its reader has gone', 'Have it read to the end.'],
  EBUSY: ['another program holds it', 'Close that and try again.'],
  ETXTBSY: ['it is a program that runs', 'Give another file.'],
};

/** A sentence of what the system said about a file that was to be written. */
export function cannotWrite(path: string, error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  const message = error instanceof Error ? error.message : String(error);
  const [cause, remedy] = known[code] ?? [message, 'Give another file.'];
  return `${path} cannot be written: ${cause}. ${remedy}`;
}
