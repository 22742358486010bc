import type { ExchangeResult } from '../outcome/exchange.ts';
import type { Outcome } from '../outcome/vocabulary.ts';

/** What an attempt is put on record as, when we know better than its exchange can. */
export type Verdict = Pick<ExchangeResult, 'outcome' | 'errorType' | 'errorMessage'>;

/** An outcome with the reason that we have for it. */
export function verdictOf(outcome: Outcome, why: { code: string; message: string }): Verdict {
  return { outcome, errorType: why.code, errorMessage: why.message };
}

/** The result as it is recorded. An exchange that came to a good end stays one, whatever we had in mind. */
export function judgedBy(result: ExchangeResult, verdict: Verdict | null): ExchangeResult {
  return verdict && result.outcome !== 'ok' ? { ...result, ...verdict } : result;
}
