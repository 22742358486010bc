const USUAL_ATTEMPTS = 2_000;

/** How many attempts go into one commit. Halved with each death of the thread, to find the one that it may die of. */
export class GroupSize {
  attempts = USUAL_ATTEMPTS;

  /** The thread has died over a group of this many. */
  halve(groupLength: number): void {
    this.attempts = Math.max(1, Math.floor(Math.min(this.attempts, groupLength) / 2));
  }

  /** A commit went well. */
  restore(): void {
    this.attempts = USUAL_ATTEMPTS;
  }
}
