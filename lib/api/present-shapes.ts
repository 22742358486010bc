import type { AdviceItem } from '../insight/advice-input.ts';
import type { LimitState } from '../insight/limits.ts';
import type { VerdictAdvice, VerdictEvidence, VerdictState } from '../insight/verdict-input.ts';
import type { LimitJson } from './shapes.ts';
import type { SpanJson } from './span-json.ts';

/*
 * What the API answers of the present: what goes on, how full limits are, what would help. Times are epoch milliseconds,
 * durations milliseconds, shares 0 to 1.
 */

/** The numbers that a verdict rests on. Shares are of attempts that reached an answer or failed. */
export interface VerdictEvidenceJson
  extends Omit<VerdictEvidence, 'sinceMs' | 'leadMs' | 'incidentId' | 'incidentName' | 'pageSeenMs' | 'resetAtMs'> {
  since: number | null;
  lead: { ms: number } | null;
  incident: { id: string; name: string; url: string | null } | null;
  episodeId: string | null;
  /** The status page of this upstream; `null`: none is set up. */
  page: { name: string; url: string; seenAt: number | null; stale: boolean; ageText: string } | null;
  resetAt: number | null;
}

/** `GET /api/verdict?provider`: without one, of the upstream that is worst off. */
export interface VerdictAnswer {
  provider: string;
  state: VerdictState;
  headline: string;
  advice: VerdictAdvice[];
  evidence: VerdictEvidenceJson;
  /** What else is wrong, the worst first. */
  also: VerdictState[];
  /** What to look at, or to put into a report: the episode's time, else the window of the counts. */
  window: SpanJson;
  at: number;
  /** Every upstream that had attempts within the last day, this one included. */
  providers: { provider: string; state: VerdictState; headline: string }[];
}

/** One limit of one account, and of one model where limits are by model, over time. */
export interface LimitOutlookJson extends Omit<LimitJson, 'status' | 'utilization'> {
  /** Share used, 0 to 1 (can pass 1). */
  used: number | null;
  state: LimitState;
  provider: string;
  /** The organization's id, else the first characters of the key's hash; `null`: not told. */
  account: string | null;
  /** `null`: it holds for all models of the account. */
  model: string | null;
  /** When it was last told. */
  readAt: number;
  /** When it will be used up at the present pace; `null`: not before it resets, or no pace known. */
  exhaustAt: number | null;
  /** For a small chart, oldest first; at most `points`, else 200. */
  samples: { at: number; used: number | null; remaining: number | null }[];
}

/** `GET /api/limits?from&to&top&points`: the fullest first. */
export interface LimitsAnswer extends SpanJson {
  limits: LimitOutlookJson[];
  /** How many there are; with `top` not all of them are told. */
  total: number;
  /** Attempts with readings that were looked at; with `sampled` there are more, and these are spread evenly. */
  attempts: number;
  sampled: boolean;
}

/** `GET /api/advice?from&to`: what would reduce 429s and 529s, what touches the most attempts first. */
export interface AdviceAnswer extends SpanJson {
  advice: AdviceItem[];
  /** Attempts looked at; with `sampled` there are more, and these are spread evenly. */
  attempts: number;
  sampled: boolean;
}
