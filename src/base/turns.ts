/** Does what it is given one thing after the other, each when the one before has ended, however that ended. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  take<Value>(act: () => Value | Promise<Value>): Promise<Value> {
    const turn = this.last.then(act);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
