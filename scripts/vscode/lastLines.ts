/** What VS Code always says when it reaches nobody; it hides what matters. */
const noise =
  /open-vsx|serviceWorker|fetching the script|ERR_NAME_NOT_RESOLVED|404 \(|authentication provider|vsda|allow-same-origin|Creation of workbench contribution|same-origin iframe/iu;

/** The last things said, without the stacks below them. */
export function lastLines(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*at |^- \//u.test(line) && !noise.test(line))
    .slice(-10)
    .map((line) => line.slice(0, 240));
}
