import { run } from './editor';

type Act = () => PromiseLike<unknown>;

/** As keys reach the extension: each in a message of its own, before the editor has answered the one before. */
export async function pressed(...acts: readonly Act[]): Promise<readonly unknown[]> {
  const answers: PromiseLike<unknown>[] = [];
  for (const act of acts) {
    answers.push(act());
    await new Promise((resolve) => setImmediate(resolve));
  }
  return Promise.all(answers);
}

export function commands(...names: readonly string[]): readonly Act[] {
  return names.map((name) => () => run(name));
}
