/** Why Node's parser refuses the words; it advises in several lines where a value begins with a dash. */
export function refusal(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const option = /^Option '(?:-\w, )?(--[\w-]+)[^']*' argument is ambiguous/u.exec(message)?.[1];
  return option === undefined
    ? message
    : `${option} is followed by a word that begins with a dash. If that is its value, write ${option}=…`;
}
