import type { StopReason } from './decide.ts';
import type { HintFlaw } from './hint.ts';

/** Why a call was not tried again, in words for people. */
export const STOP_WORDS: Record<StopReason, string> = {
  succeeded: 'It succeeded.',
  turned_off: 'Weir only observes: retries are turned off.',
  client_gone: 'The client had left.',
  money: 'A spend limit or an empty balance: no wait cures it.',
  not_retryable: 'Another attempt would fare no better.',
  passed_on: 'Part of the answer had been passed on to the client.',
  body_not_kept: 'The request was too large to be kept for another attempt.',
  server_forbids: 'The server said not to (x-should-retry: false).',
  client_forbids: 'The client allows no more retries (x-weir-retries).',
  retries_used_up: 'All retries of the policy were used up.',
  hint_too_long: 'The server asks for a longer wait than the policy will sit out.',
  elapsed_limit: 'The next attempt would begin later than the policy allows.',
  client_max_wait: 'The wait would be longer than the client allows (x-weir-max-wait-ms).',
  client_timeout: "The wait would outlast the client's own time limit.",
  budget_spent: 'The retry budget of this upstream is spent: more retries would add to its overload.',
};

/** Why a server's hint was not followed, in words for people. */
export const HINT_FLAW_WORDS: Record<HintFlaw, string> = {
  not_a_time: 'Neither a number of seconds nor an HTTP date.',
  not_positive: 'Zero, negative, or a date in the past.',
  beyond_timer: 'Longer than any timer can hold (24.8 days).',
};
