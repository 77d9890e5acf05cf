/** The last lines of a log. */
export class RecentLines {
  private readonly kept: string[] = [];

  constructor(private readonly most: number) {}

  get lines(): readonly string[] {
    return this.kept;
  }

  add(line: string): void {
    this.kept.push(line);
    if (this.kept.length > this.most) this.kept.shift();
  }
}
