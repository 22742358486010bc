import type { VerdictState } from '../../lib/insight/verdict-input.ts';
import type { Outcome } from '../../lib/outcome/vocabulary.ts';

interface VerdictLook {
  tone: 'good' | 'bad' | 'quiet';
  /** Whose mark and colour it has, and which calls it is about; `null`: none in particular. */
  outcome: Outcome | null;
  /** In a few words, where it is not the headline. */
  label: string;
}

/** How each verdict is shown. */
export const VERDICT_LOOK: Record<VerdictState, VerdictLook> = {
  ok: { tone: 'good', outcome: null, label: 'all well' },
  overloaded_confirmed: { tone: 'bad', outcome: 'overloaded', label: 'overloaded, as the page says' },
  overloaded_unacknowledged: { tone: 'bad', outcome: 'overloaded', label: 'overloaded, the page is silent' },
  overloaded_write_support: { tone: 'bad', outcome: 'overloaded', label: 'overloaded, time to write to support' },
  rate_limited: { tone: 'bad', outcome: 'rate_limited', label: 'your rate limit' },
  spend_limited: { tone: 'bad', outcome: 'spend_limited', label: 'your money limit' },
  bad_requests: { tone: 'bad', outcome: 'client_error', label: 'refused requests' },
  bad_key: { tone: 'bad', outcome: 'client_error', label: 'a refused key' },
  network: { tone: 'bad', outcome: 'network_error', label: 'the network' },
  provider_errors: { tone: 'bad', outcome: 'server_error', label: 'server errors and time-outs' },
  too_little_traffic: { tone: 'quiet', outcome: null, label: 'too little traffic to tell' },
};

/** Which outcomes the calls behind a verdict ended with. */
export function outcomesOf(state: VerdictState): Outcome[] {
  if (state === 'provider_errors') return ['server_error', 'timeout', 'truncated'];
  const { outcome } = VERDICT_LOOK[state];
  return outcome ? [outcome] : [];
}
