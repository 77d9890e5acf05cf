/** Does what it is given one thing after the other: at once where nothing is under way, else when that has ended, however it did. */
export class Sequence {
  private last: Promise<unknown> = Promise.resolve();
  private pending = 0;

  run<Value>(act: () => Value | Promise<Value>): Promise<Value> {
    const isFree = this.pending++ === 0;
    const step = isFree ? started(act) : this.last.then(act);
    const end = (): void => {
      this.pending--;
    };
    this.last = step.then(end, end);
    return step;
  }
}

async function started<Value>(act: () => Value | Promise<Value>): Promise<Value> {
  return act();
}
