export interface Disposable {
  dispose(): void;
}

/** Owns other disposables, and ends them last in, first out, even if one of them throws. */
export class DisposableStore implements Disposable {
  private readonly owned: Disposable[] = [];
  private disposed = false;

  /** Something added after `dispose` is disposed of at once, so that nothing leaks. */
  add<Owned extends Disposable>(disposable: Owned): Owned {
    if (this.disposed) disposable.dispose();
    else this.owned.push(disposable);
    return disposable;
  }

  dispose(): void {
    this.disposed = true;
    const errors: unknown[] = [];
    for (let next = this.owned.pop(); next !== undefined; next = this.owned.pop()) {
      try {
        next.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Bug: a disposable threw');
  }
}
