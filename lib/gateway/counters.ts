import type { Outcome } from '../outcome/vocabulary.ts';

/** What happened since the start, for `/metrics` and `/healthz`. */
export class Counters {
  /** By upstream and outcome. */
  readonly attempts = new Map<string, Map<Outcome, number>>();
  /** By the code of `x-weir-error`: answers of our own making. */
  readonly ownAnswers = new Map<string, number>();
  /** Attempts beyond a call's first that we made ourselves, by upstream. */
  readonly retries = new Map<string, number>();
  /** Responses whose end was passed on before it was on record. */
  unrecordedEnds = 0;
  /** Bodies that could not be read on the side; they were passed on all the same. */
  unreadBodies = 0;

  attempt(upstream: string, outcome: Outcome): void {
    let byOutcome = this.attempts.get(upstream);
    if (!byOutcome) {
      byOutcome = new Map();
      this.attempts.set(upstream, byOutcome);
    }
    byOutcome.set(outcome, (byOutcome.get(outcome) ?? 0) + 1);
  }

  ownAnswer(code: string): void {
    this.ownAnswers.set(code, (this.ownAnswers.get(code) ?? 0) + 1);
  }

  retry(upstream: string): void {
    this.retries.set(upstream, (this.retries.get(upstream) ?? 0) + 1);
  }
}
