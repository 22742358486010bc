import type { AttemptCause } from '../outcome/attempt.ts';
import type { Outcome, Phase } from '../outcome/vocabulary.ts';
import { advance, type BackoffState, initialBackoff } from './delay.ts';
import { combine, type Wait } from './hint.ts';
import type { Policy } from './policy.ts';
import { isRetriedOutcome, type RetriedOutcome, type UpstreamPolicy } from './policy-set.ts';

/** Why a call is not tried again. A closed list; `lib/scheduler/reasons.ts` has the words for people. */
export const STOP_REASONS = [
  'succeeded',
  'turned_off',
  'client_gone',
  'money',
  'not_retryable',
  'passed_on',
  'body_not_kept',
  'server_forbids',
  'client_forbids',
  'retries_used_up',
  'hint_too_long',
  'elapsed_limit',
  'client_max_wait',
  'client_timeout',
  'budget_spent',
] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** What a call remembers of its retries. Begin with `NO_RETRIES`, go on with a decision's `next`. */
export interface RetryState {
  /** Made so far, whatever for. */
  retries: number;
  /** Spent backing off so far. */
  waitedMs: number;
  /** Each outcome backs off on its own. */
  backoff: { readonly [outcome in RetriedOutcome]?: BackoffState };
}

export const NO_RETRIES: RetryState = { retries: 0, waitedMs: 0, backoff: {} };

/** What the client allows; `null`: it did not say. */
export interface ClientLimits {
  /** What is left of its own time limit, in milliseconds. */
  timeoutLeftMs: number | null;
  /** `x-weir-max-wait-ms`: the most that queueing and backing off may take together. */
  maxWaitMs: number | null;
  /** `x-weir-retries`. */
  maxRetries: number | null;
}

/** An attempt that has ended, and all that bears on trying again. */
export interface DecideInput {
  outcome: Outcome;
  /** `mid_stream`: something was passed on to the client. */
  phase: Phase | null;
  /** What the server asks to wait; `null`: it did not say, or nothing that makes sense. */
  hintMs: number | null;
  /** `x-should-retry` of the response; `null`: absent. */
  shouldRetry: boolean | null;
  policies: UpstreamPolicy;
  state: RetryState;
  /** Since the call arrived, queueing included. */
  elapsedMs: number;
  /** Spent in the limiter's queue so far. */
  queuedMs: number;
  client: ClientLimits;
  clientGone: boolean;
  /** Whether the whole request body is at hand to be sent again. */
  bodyKept: boolean;
  /** Whether the retry budget has room (`budgetAllows`); a retry must then be counted (`countRetry`). */
  budgetAllows: boolean;
  observeOnly: boolean;
}

export type Decision =
  | { kind: 'retry'; delayMs: number; cause: AttemptCause; setBy: Wait['setBy']; next: RetryState }
  | { kind: 'stop'; reason: StopReason };

/** A retry with less time than this before the client hangs up is not worth its load. */
export const MIN_ATTEMPT_MS = 250;

const stop = (reason: StopReason): Decision => ({ kind: 'stop', reason });

/** What forbids any retry, whatever the wait would be. */
function obstacle(input: DecideInput): StopReason | null {
  if (input.outcome === 'ok') return 'succeeded';
  if (input.observeOnly) return 'turned_off';
  if (input.clientGone || input.outcome === 'cancelled') return 'client_gone';
  if (input.outcome === 'spend_limited') return 'money';
  if (!isRetriedOutcome(input.outcome)) return 'not_retryable';
  if (input.phase === 'mid_stream') return 'passed_on';
  if (input.outcome === 'truncated' && input.phase !== 'before_content') return 'passed_on';
  if (!input.bodyKept) return 'body_not_kept';
  return input.shouldRetry === false ? 'server_forbids' : null;
}

/** What forbids a retry after a wait of `delayMs`. */
function misfit(input: DecideInput, policy: Policy, delayMs: number): StopReason | null {
  const { client, state } = input;
  if (policy.maxElapsedMs !== null && input.elapsedMs + delayMs > policy.maxElapsedMs) return 'elapsed_limit';
  if (client.maxWaitMs !== null && input.queuedMs + state.waitedMs + delayMs > client.maxWaitMs)
    return 'client_max_wait';
  if (client.timeoutLeftMs !== null && delayMs + MIN_ATTEMPT_MS > client.timeoutLeftMs) return 'client_timeout';
  return input.budgetAllows ? null : 'budget_spent';
}

/**
 * Whether to try again, after how long, or why not.
 * @param u a uniform draw from 0 up to 1
 */
export function decide(input: DecideInput, u: number): Decision {
  const { outcome, policies, state, client } = input;
  const forbidden = obstacle(input);
  if (forbidden) return stop(forbidden);
  if (!isRetriedOutcome(outcome)) return stop('not_retryable');

  const policy = policies.retry[outcome];
  // The client may ask for more than the policy, for it knows what its call is worth; not where the policy says never.
  const allowed = policy.maxRetries === 0 ? 0 : (client.maxRetries ?? policy.maxRetries);
  if (state.retries >= allowed) return stop(allowed === client.maxRetries ? 'client_forbids' : 'retries_used_up');

  const step = advance(policy, state.backoff[outcome] ?? initialBackoff(policy), u);
  const wait = combine(policy, step.delayMs, input.hintMs);
  if (wait.tooLong) return stop('hint_too_long');
  const misfitting = misfit(input, policy, wait.delayMs);
  if (misfitting) return stop(misfitting);

  return {
    kind: 'retry',
    delayMs: wait.delayMs,
    cause: `retry_${outcome}`,
    setBy: wait.setBy,
    next: {
      retries: state.retries + 1,
      waitedMs: state.waitedMs + wait.delayMs,
      backoff: { ...state.backoff, [outcome]: step.next },
    },
  };
}
