import type { SummaryPeriod } from '../../lib/api/shapes.ts';
import { formatCount, formatCounted, formatShare } from '../../lib/format/number.ts';
import type { Outcome } from '../../lib/outcome/vocabulary.ts';

export interface Headline {
  tone: 'good' | 'bad' | 'quiet';
  /** What most of the trouble is; `null`: none. */
  outcome: Outcome | null;
  title: string;
  detail: string;
}

interface Concern {
  outcome: Outcome;
  subject: string;
  /** From which share of attempts it is worth a headline. */
  fromShare: number;
  detail: string;
}

const FEW = 3;
const CONCERNS: readonly Concern[] = [
  {
    outcome: 'overloaded',
    subject: '529s',
    fromShare: 0.02,
    detail: 'The provider has no capacity. It is not about your account, and more keys or a larger plan do not help.',
  },
  {
    outcome: 'spend_limited',
    subject: 'Spend-limit errors',
    fromShare: 0,
    detail: 'A money limit is reached or the balance is empty. No wait cures it.',
  },
  {
    outcome: 'rate_limited',
    subject: '429s',
    fromShare: 0.02,
    detail: 'Your account is at a limit of its own, which passes. The provider is not down.',
  },
  {
    outcome: 'client_error',
    subject: 'Refused requests (4xx)',
    fromShare: 0.05,
    detail: 'The provider works and refuses what is sent. Look at the error messages below.',
  },
  {
    outcome: 'server_error',
    subject: 'Server errors (5xx)',
    fromShare: 0.02,
    detail: 'The provider fails, and not for lack of capacity.',
  },
  { outcome: 'timeout', subject: 'Time-outs', fromShare: 0.02, detail: 'Answers do not come within the time limit.' },
  {
    outcome: 'network_error',
    subject: 'Network errors',
    fromShare: 0.02,
    detail: 'Connections fail before an answer. Look at your own network first.',
  },
  { outcome: 'truncated', subject: 'Broken answers', fromShare: 0.02, detail: 'Answers begin and end early.' },
];

function compared(now: number, before: number | null): string {
  if (before === null) return '';
  if (before === 0) return ', none in the hour before';
  const factor = now / before;
  if (factor >= 1.5)
    return `, ${factor >= 10 ? Math.round(factor) : factor.toFixed(1).replace('.0', '')}× the hour before`;
  if (factor <= 0.67) return `, falling from ${formatShare(before)}`;
  return `, as in the hour before`;
}

function felt({ calls }: SummaryPeriod): string {
  const failed = calls.total - calls.outcomes.ok - calls.outcomes.cancelled;
  const { retriesAbsorbed } = calls;
  const absorbed = `${formatCounted(retriesAbsorbed, 'failure')} ${retriesAbsorbed === 1 ? 'was' : 'were'}`;
  const saved = retriesAbsorbed > 0 ? `${absorbed} absorbed by retries; ` : '';
  return `${saved}${failed === 0 ? 'no call failed' : `${formatCount(failed)} of ${formatCounted(calls.total, 'call')} failed`}.`;
}

/**
 * What the last 15 minutes were like, in words, against the hour before. It reads two summaries and no more; who is
 * to blame and since when, a verdict over episodes and the status page says better.
 */
export function headlineOf(recent: SummaryPeriod, hourBefore: SummaryPeriod): Headline {
  const { attempts } = recent;
  if (attempts.total === 0)
    return { tone: 'quiet', outcome: null, title: 'No calls in the last 15 minutes', detail: 'Nothing to judge by.' };
  const worst = CONCERNS.filter(
    ({ outcome, fromShare }) => attempts.outcomes[outcome] >= FEW && (attempts.shares[outcome] ?? 0) >= fromShare,
  ).sort((a, b) => attempts.outcomes[b.outcome] - attempts.outcomes[a.outcome])[0];
  if (worst) {
    const share = attempts.shares[worst.outcome] ?? 0;
    const before = compared(share, hourBefore.attempts.shares[worst.outcome]);
    return {
      tone: 'bad',
      outcome: worst.outcome,
      title: `${worst.subject} at ${formatShare(share)} of attempts in the last 15 minutes${before}`,
      detail: `${worst.detail} So far ${felt(recent)}`,
    };
  }
  const success = recent.calls.successShare;
  return {
    tone: 'good',
    outcome: null,
    title:
      success === null || success === 1
        ? `${recent.calls.total === 1 ? 'The one call' : `All ${formatCount(recent.calls.total)} calls`} of the last 15 minutes went well`
        : `${formatShare(success)} of ${formatCount(recent.calls.total)} calls in the last 15 minutes went well`,
    detail: recent.calls.retriesAbsorbed > 0 ? `Of these, ${felt(recent)}` : 'No errors worth a headline.',
  };
}
