import { CoverageReport } from 'monocart-coverage-reports';

/** A folder of `src`, and how many of its lines have run. */
export interface RoomCoverage {
  readonly room: string;
  readonly covered: number;
  readonly lines: number;
}

/** Where Node writes which code a process ran, if this variable names a folder. */
export const coverageVariable = 'NODE_V8_COVERAGE';

/** Rooms that do without VS Code, nearly every line of which a unit test has to run. */
export const heldRooms: readonly string[] = ['engine', 'protocol', 'worker'];
export const leastShare = 0.9;

/**
 * Lines by room of `src` that unit tests ran. Files that none of them imports are not counted.
 *
 * @param folder what Node wrote
 * @param work a folder that may be overwritten
 */
export async function roomCoverage(folder: string, work: string): Promise<readonly RoomCoverage[]> {
  const report = new CoverageReport({
    outputDir: work,
    reports: ['none'],
    logging: 'off',
    cleanCache: true,
    entryFilter: ({ url }) => url.includes('/out/unit/src/'),
  });
  await report.addFromDir(folder);
  const results = await report.generate();
  const rooms = new Map<string, RoomCoverage>();
  for (const { sourcePath, summary } of results?.files ?? []) {
    const room = roomOf(sourcePath);
    if (room === undefined) continue;
    const { covered, lines } = rooms.get(room) ?? { covered: 0, lines: 0 };
    const { lines: own } = summary;
    rooms.set(room, { room, covered: covered + own.covered, lines: lines + own.total });
  }
  return [...rooms.values()].sort((a, b) => a.room.localeCompare(b.room));
}

/** Rooms that have to be covered and are not, or that were not run at all. */
export function uncovered(rooms: readonly RoomCoverage[]): readonly string[] {
  return heldRooms.filter((name) => {
    const room = rooms.find((one) => one.room === name);
    return room === undefined || room.covered < leastShare * room.lines;
  });
}

/** One line for people. */
export function coverageLine(rooms: readonly RoomCoverage[]): string {
  const shares = rooms.map(
    ({ room, covered, lines }) => `${room} ${((100 * covered) / lines).toFixed(1)} %`,
  );
  return `lines that unit tests ran: ${shares.join(', ')}`;
}

function roomOf(sourcePath: string): string | undefined {
  const path = sourcePath.replaceAll('\\', '/');
  return /(?:^|\/)src\/([^/]+)\//.exec(path)?.[1];
}
