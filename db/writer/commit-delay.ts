/** With fewer other attempts under way, waiting for their ends would gain nothing. */
const SIBLINGS = 4;
const DELAY_MS = 1;

/**
 * When the next group is to be sent. A commit costs much the same for one attempt as for ten, so while many are under
 * way a group waits a moment for more to end; a call that is alone never waits. The rule is that of PostgreSQL's
 * `commit_delay` and `commit_siblings`.
 */
export class CommitDelay {
  private readonly send: () => void;
  private immediate: NodeJS.Immediate | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(send: () => void) {
    this.send = send;
  }

  /** Something waits to be sent. @param waiting attempts that have ended @param underWay attempts that have not */
  ask(waiting: number, underWay: number): void {
    // After what this turn of the event loop still brings, so that it goes into the same commit.
    if (underWay < SIBLINGS || waiting >= underWay) this.immediate ??= setImmediate(() => this.fire());
    else if (!this.immediate) this.timer ??= setTimeout(() => this.fire(), DELAY_MS);
  }

  private fire(): void {
    if (this.immediate) clearImmediate(this.immediate);
    if (this.timer) clearTimeout(this.timer);
    this.immediate = null;
    this.timer = null;
    this.send();
  }
}
