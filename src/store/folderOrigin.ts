import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failureOf } from '../base/failureOf';
import { failed, ok, type Result } from '../base/result';
import { sentence, type Sentence } from '../base/sentence';
import { manifestFile, mostManifestBytes } from '../engine/model/readManifest';
import type { Origin, OriginName, WantedFile } from './origin';
import { PartFile } from './partFile';
import type { StoreFailure } from './storeFailure';

/** A model in a folder, such as one on a disk that was carried here. */
export class FolderOrigin implements Origin {
  readonly name: OriginName;

  /** @param folder absolute */
  constructor(private readonly folder: string) {
    this.name = { kind: 'folder', folder };
  }

  async manifest(): Promise<Result<string, StoreFailure>> {
    const path = join(this.folder, manifestFile);
    try {
      const facts = await stat(path);
      if (!facts.isFile()) throw new Error('no file'); // a pipe would be waited for
      if (facts.size <= mostManifestBytes) return ok(await readFile(path, 'utf8'));
    } catch {
      return failed(
        failureOf(
          'origin-invalid',
          sentence(
            'There is no model in {0}: {1} is missing. Choose the folder that holds it.',
            this.folder,
            manifestFile,
          ),
        ),
      );
    }
    return failed(
      failureOf(
        'model-corrupt',
        sentence('{0} is larger than a manifest may be. Choose the folder of a model.', path),
      ),
    );
  }

  async *bring(
    wanted: WantedFile,
    signal: AbortSignal,
  ): AsyncGenerator<number, StoreFailure | undefined> {
    const { name, facts } = wanted;
    const from = join(this.folder, name);
    const bytes = await stat(from).then(
      ({ size }) => size,
      () => undefined,
    );
    if (bytes !== facts.bytes) {
      const what = bytes === undefined ? sentence('is missing') : sentence('has {0} bytes instead of {1}', bytes, facts.bytes); // prettier-ignore
      return corrupt(sentence('{0} {1}', name, what), this.folder);
    }
    const part = await PartFile.open(wanted);
    let isSettled = false;
    try {
      await part.restart();
      await part.note(undefined);
      for await (const chunk of createReadStream(from) as AsyncIterable<Buffer>) {
        if (signal.aborted) return undefined;
        await part.write(chunk);
        yield part.bytes;
      }
      isSettled = await part.settle();
      return isSettled
        ? undefined
        : corrupt(sentence('{0} does not have the sha-256 of the manifest', name), this.folder);
    } finally {
      if (!isSettled) await part.close();
    }
  }
}

function corrupt(what: Sentence, folder: string): StoreFailure {
  return failureOf(
    'model-corrupt',
    sentence('The model in {0} is damaged: {1}. Copy it there again.', folder, what),
  );
}
