/** What the bodies of all requests may hold together. */
export class Memory {
  private held = 0;

  constructor(private readonly mostBytes: number) {}

  /** Room for what one request brings, piece by piece. */
  share(): MemoryShare {
    let own = 0;
    return {
      take: (bytes) => {
        if (this.held + bytes > this.mostBytes) return false;
        this.held += bytes;
        own += bytes;
        return true;
      },
      giveBack: () => {
        this.held -= own;
        own = 0;
      },
    };
  }
}

export interface MemoryShare {
  /** Whether there was room for so much more. */
  readonly take: (bytes: number) => boolean;
  readonly giveBack: () => void;
}
