import type { FolderFiles } from './elsewhere/folderFiles';
import type { EngineLauncher } from './engineProcess';
import type { ServerFiller } from './engines';
import type { ModelShelf } from './models/modelShelf';
import type { ServerClientOptions } from './remote/serverClient';
import type { Shell } from './visualiser/commandLine';

/** What the extension stands on: a machine with files and processes, or a browser. Each has an entry that makes it. */
export interface Surroundings {
  /** Starts the engine. */
  readonly launch: EngineLauncher;
  readonly shelf: ModelShelf;
  /** How files of the workspace are read in which names are looked for. */
  readonly files: FolderFiles;
  /** Makes what fills on a server. */
  readonly server: (options: Pick<ServerClientOptions, 'token' | 'log'>) => ServerFiller;
  readonly system: SystemFacts;
}

export interface SystemFacts {
  /** For a report of a problem: system, processor, what it runs in. */
  readonly name: string;
  readonly isMac: boolean;
  /** Which shell copied commands are written for. */
  readonly commandsFor: Shell;
  /** Whose machine it is, which no report tells; empty where it is nobody's. */
  readonly homeFolder: string;
}
