/** An answer that took this long is kept so many times as long: working it out takes no more than 0.5 % of the time. */
const KEPT_TIMES = 200;
const KEPT_MS_MAX = 60_000;
const ANSWERS_MAX = 32;

interface Kept<T> {
  answer: Promise<T>;
  untilMs: number;
}

/**
 * Keeps answers that take long and change slowly, for those who ask the same a little later, and works one out only once
 * for those who ask at the same time.
 */
export class KeptAnswers<T> {
  private readonly kept = new Map<string, Kept<T>>();
  private readonly nowMs: () => number;

  /** @param nowMs a clock that never goes back */
  constructor(nowMs: () => number = () => performance.now()) {
    this.nowMs = nowMs;
  }

  /**
   * What is known of `question`, or what `workOut` says. A failure is not kept.
   * @param workOut nobody's alone: it must not end because one who asked has left
   */
  of(question: string, workOut: () => Promise<T>): Promise<T> {
    const startMs = this.nowMs();
    const known = this.kept.get(question);
    if (known && startMs < known.untilMs) return known.answer;
    const fresh: Kept<T> = { answer: workOut(), untilMs: Number.POSITIVE_INFINITY };
    this.keep(question, fresh);
    fresh.answer.then(
      () => {
        const endMs = this.nowMs();
        fresh.untilMs = endMs + Math.min(KEPT_MS_MAX, (endMs - startMs) * KEPT_TIMES);
      },
      () => {
        if (this.kept.get(question) === fresh) this.kept.delete(question);
      },
    );
    return fresh.answer;
  }

  private keep(question: string, fresh: Kept<T>): void {
    this.kept.delete(question);
    this.kept.set(question, fresh);
    const [oldest] = this.kept.keys();
    if (this.kept.size > ANSWERS_MAX && oldest !== undefined) this.kept.delete(oldest);
  }
}
