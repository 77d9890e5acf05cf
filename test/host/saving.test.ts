import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Fills, openText, run } from './support/editor';

/** A disk that takes so many bytes, and of more the beginning. */
class SmallDisk implements vscode.FileSystemProvider {
  readonly files = new Map<string, Uint8Array>();
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  constructor(private readonly mostBytes: number) {}

  stat({ path }: vscode.Uri): vscode.FileStat {
    if (path === '/') return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: this.readFile({ path }).length };
  }

  readFile({ path }: Pick<vscode.Uri, 'path'>): Uint8Array {
    const bytes = this.files.get(path);
    if (bytes === undefined) throw vscode.FileSystemError.FileNotFound(path);
    return bytes;
  }

  /** Not by a throw: the editor would wait for it for ever. */
  writeFile({ path }: vscode.Uri, content: Uint8Array): Promise<void> {
    this.files.set(path, content.slice(0, this.mostBytes));
    const isFull = content.length > this.mostBytes;
    return isFull ? Promise.reject(new Error('ENOSPC: no room')) : Promise.resolve();
  }

  delete({ path }: vscode.Uri): void {
    this.files.delete(path);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(): void {
    throw new Error('no folders here');
  }

  rename(): void {
    throw new Error('not asked for');
  }
}

describe('A trace that is saved', () => {
  new Fills();

  it('is whole, or what was there stays, where the disk becomes full', async () => {
    const disk = new SmallDisk(100);
    const provider = vscode.workspace.registerFileSystemProvider('smalldisk', disk);
    try {
      await openText('value = ⟦⟧;\n');
      assert.equal(await run('fill'), 'previewing');
      const [older, other] = ['older', 'other'].map((name) => vscode.Uri.parse(`smalldisk:/${name}.json`)); // prettier-ignore
      disk.files.set('/older.json', Buffer.from('{"older": 1}'));
      assert.equal(await run('saveTrace', older), false);
      assert.equal(await run('saveTrace', other), false);
      const left = [...disk.files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]);
      assert.deepEqual(left, [['/older.json', '{"older": 1}']]);
    } finally {
      provider.dispose();
    }
  });
});
