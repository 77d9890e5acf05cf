import { createHash, type Hash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import {
  copyFile,
  open,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isRecord } from '../base/jsonReader';
import type { WantedFile } from './origin';

/**
 * A file of which not all bytes have come. It lies beside its later place under a name that no manifest
 * can give, with a note of what it is part of, so that another process goes on with it.
 */
export class PartFile {
  private version: string | undefined;

  private constructor(
    private readonly wanted: WantedFile,
    private readonly handle: FileHandle,
    private hash: Hash,
    private length: number,
  ) {}

  /** Opens what there is of the file, or begins anew where that is part of another. */
  static async open(wanted: WantedFile): Promise<PartFile> {
    const { part, note } = placesOf(wanted.path);
    const noted = await readNote(note);
    if (noted?.sha256 !== wanted.facts.sha256 || (await bytesOf(part)) > wanted.facts.bytes) {
      await rm(part, { force: true });
      await rm(note, { force: true });
    }
    await makeOwn(part);
    const hash = createHash('sha256');
    if ((await bytesOf(part)) > 0) await pipeline(createReadStream(part), hash, { end: false });
    const handle = await open(part, 'a');
    const { size } = await handle.stat();
    const opened = new PartFile(wanted, handle, hash, size);
    if (size > 0) opened.version = noted?.etag;
    return opened;
  }

  /** How many bytes are there of the file that shall lie at `path`. */
  static async bytesAt(path: string): Promise<number> {
    return bytesOf(placesOf(path).part);
  }

  get bytes(): number {
    return this.length;
  }

  /** The server's name of the version that it is a part of. */
  get etag(): string | undefined {
    return this.version;
  }

  /** Says of which version the bytes are that come now. */
  async note(etag: string | undefined): Promise<void> {
    const { sha256 } = this.wanted.facts;
    const text = JSON.stringify({ sha256, ...(etag === undefined ? {} : { etag }) });
    await writeFile(placesOf(this.wanted.path).note, text);
    this.version = etag;
  }

  async write(chunk: Buffer): Promise<void> {
    await this.handle.appendFile(chunk);
    this.hash.update(chunk);
    this.length += chunk.length;
  }

  /** Forgets all that came. */
  async restart(): Promise<void> {
    await this.handle.truncate(0);
    this.hash = createHash('sha256');
    this.length = 0;
  }

  /** Puts it at its place if it is what was promised; nothing is written afterwards. */
  async settle(): Promise<boolean> {
    const { facts, path } = this.wanted;
    const isWhole = this.length === facts.bytes && this.hash.copy().digest('hex') === facts.sha256;
    if (!isWhole) return false;
    await this.handle.sync();
    await this.handle.close();
    const { part, note } = placesOf(path);
    await rename(part, path);
    await rm(note, { force: true });
    return true;
  }

  /** Leaves what came for the next time. */
  async close(): Promise<void> {
    await this.handle.close();
  }
}

/** A file of our own in its place: one that has slept over its lock may still hold this one open, and write into it. */
async function makeOwn(part: string): Promise<void> {
  if ((await bytesOf(part)) === 0) return rm(part, { force: true });
  await copyFile(part, `${part}.own`, constants.COPYFILE_FICLONE);
  await rename(`${part}.own`, part);
}

/** Names of a manifest do not begin with a dot. */
function placesOf(path: string): { readonly part: string; readonly note: string } {
  const part = join(dirname(path), `.${basename(path)}.part`);
  return { part, note: `${part}.json` };
}

async function bytesOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function readNote(
  path: string,
): Promise<{ readonly sha256: unknown; readonly etag: string | undefined } | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (!isRecord(note)) return undefined;
    const { sha256, etag } = note;
    return { sha256, etag: typeof etag === 'string' ? etag : undefined };
  } catch {
    return undefined;
  }
}
