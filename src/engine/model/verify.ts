import { basename, dirname } from 'node:path';
import type { Result } from '../../base/result';
import type { Failure } from '../index';
import { folderFiles } from './folderFiles';
import type { FileFacts, Manifest } from './manifest';
import { fileProblem, verifyModel, type FileProblem } from './verifyModel';

/** As `verifyModel`, of a folder of this machine. */
export function verifyFiles(
  folder: string,
  manifest: Manifest,
): Promise<Result<undefined, Failure>> {
  return verifyModel(folderFiles(folder), manifest);
}

/** What is wrong with one file of this machine, or undefined. */
export function verifyFile(path: string, facts: FileFacts): Promise<FileProblem | undefined> {
  return fileProblem(folderFiles(dirname(path)), basename(path), facts);
}
