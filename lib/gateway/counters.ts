import type { IntakeCounts } from '../intake/thread/messages.ts';
import type { Outcome } from '../outcome/vocabulary.ts';

/** What happened since the start, for `/metrics` and `/healthz`. */
export class Counters {
  /** By upstream and outcome. */
  readonly attempts = new Map<string, Map<Outcome, number>>();
  /** By the code of `x-weir-error`: answers of our own making. */
  readonly ownAnswers = new Map<string, number>();
  /** Attempts beyond a call's first that we made ourselves, by upstream. */
  readonly retries = new Map<string, number>();
  /** Of what others report, by the way it came. */
  readonly reports: Record<'report' | 'otlp', IntakeCounts> = {
    report: { accepted: 0, duplicates: 0, rejected: 0, unused: 0 },
    otlp: { accepted: 0, duplicates: 0, rejected: 0, unused: 0 },
  };
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

  report(source: 'report' | 'otlp', counts: IntakeCounts): void {
    const sums = this.reports[source];
    sums.accepted += counts.accepted;
    sums.duplicates += counts.duplicates;
    sums.rejected += counts.rejected;
    sums.unused += counts.unused;
  }

  retry(upstream: string): void {
    this.retries.set(upstream, (this.retries.get(upstream) ?? 0) + 1);
  }
}
