import type { Outcome } from '../outcome/vocabulary.ts';
import type { ChangePoint } from './change-point.ts';
import type { LimitOutlook } from './limits.ts';
import type { MatchedEpisode } from './matching.ts';

/** How often each outcome came; absent is 0. */
export type OutcomeCounts = Partial<Record<Outcome, number>>;

/** All that a verdict rests on. */
export interface VerdictInput {
  nowMs: number;
  /** The stretch up to `nowMs` that the counts are of: ten minutes or so. */
  windowMs: number;
  /** Attempts within the window, retries included. */
  attempts: OutcomeCounts;
  /** Of the attempts with `client_error`: those with 401 or 403. */
  keyErrors: number;
  /** Usual shares of attempts, by outcome, over the days before. */
  usualShares: OutcomeCounts;
  /** How many attempts such a window usually has at this time of day; `null`: not known. */
  usualAttempts: number | null;
  /** The last episode, whether it goes on or has ended, or an onset (see `onset`); `null`: none. */
  episode: MatchedEpisode | null;
  /** The name of the best matching incident, as the page has it. */
  incidentName: string | null;
  /** When the status page was last read; `null`: never, or none is set up. */
  pageSeenMs: number | null;
  limits: readonly LimitOutlook[];
  /** Since when requests have been refused with 400 and the like far more often; `null`: no such moment. */
  badRequestsSince: ChangePoint | null;
}

export const VERDICT_STATES = [
  'ok',
  'overloaded_confirmed',
  'overloaded_unacknowledged',
  'overloaded_write_support',
  'rate_limited',
  'spend_limited',
  'bad_requests',
  'bad_key',
  'network',
  'provider_errors',
  'too_little_traffic',
] as const;
export type VerdictState = (typeof VERDICT_STATES)[number];

/** What to do, or what not to do however near it lies. */
export interface VerdictAdvice {
  kind: 'do' | 'dont';
  text: string;
}

/** The numbers that a verdict rests on. Shares are of attempts that reached an answer or failed, 0 to 1. */
export interface VerdictEvidence {
  windowMs: number;
  attempts: number;
  failed: number;
  share: number | null;
  usualShare: number | null;
  usualAttempts: number | null;
  sinceMs: number | null;
  /** Of an overload: how long the page was or has been silent. */
  silentMs: number | null;
  /** Of a confirmed overload: how long before the post we saw it; negative: the page was first. */
  leadMs: number | null;
  incidentId: string | null;
  incidentName: string | null;
  pageSeenMs: number | null;
  limit: string | null;
  resetAtMs: number | null;
}

export interface Verdict {
  state: VerdictState;
  headline: string;
  advice: VerdictAdvice[];
  evidence: VerdictEvidence;
  /** What else is wrong, the worst first. */
  also: VerdictState[];
}
