import type { Outcome } from '../../lib/outcome/vocabulary.ts';

export interface OutcomeAdvice {
  does: string[];
  doesNot: string[];
}

/** What to do about a call that ended so, and as firmly what not to do. */
export const OUTCOME_ADVICE: Partial<Record<Outcome, OutcomeAdvice>> = {
  overloaded: {
    does: [
      'Back off exponentially with jitter; the gateway does this by itself.',
      'If it lasts over half an hour, send support the request ids of the window: the support report has them.',
    ],
    doesNot: ['Do not retry at once, add keys or upgrade the plan: the capacity that is missing is not yours.'],
  },
  rate_limited: {
    does: [
      'Wait for as long as retry-after says, or until the limit resets.',
      'Spread the load: fewer calls at once, smaller prompts, cached prefixes, or batches for what is not urgent.',
    ],
    doesNot: ['Do not take it for an outage: others are served.'],
  },
  spend_limited: {
    does: ['Raise the spend limit or top up the balance in the provider’s console.'],
    doesNot: ['Do not retry: no wait cures it.'],
  },
  server_error: {
    does: ['Retry a few times. If it stays, send support the request id.'],
    doesNot: ['Do not change the request: it was not refused for what it holds.'],
  },
  timeout: {
    does: [
      'Stream, so that an answer begins early; ask for fewer tokens; raise the client’s time limit for long answers.',
    ],
    doesNot: ['Do not repeat a long call many times: each one costs its full time again.'],
  },
  network_error: {
    does: ['Look at this machine’s network, proxy and DNS first, then at the provider’s status page.'],
    doesNot: ['Do not look for it in the prompt: the request did not arrive.'],
  },
  truncated: {
    does: [
      'Treat the answer as incomplete and ask again. In mid-stream the gateway cannot retry: text was passed on already.',
    ],
    doesNot: ['Do not use the part that came as if it were whole.'],
  },
  client_error: {
    does: ['Read the error message: it says what in the request was refused.'],
    doesNot: ['Do not retry the same request: it is refused again.'],
  },
  shed: {
    does: ['Lower the number of calls at once, or raise the gateway’s limit.'],
    doesNot: ['Do not look for it at the provider: the call never left the gateway.'],
  },
};
