import type { SummaryPeriod } from '../../lib/api/shapes.ts';
import { type ChangeKind, formatCompact, formatCounted, formatDuration, formatShare } from '../../lib/format/number.ts';
import type { Outcome } from '../../lib/outcome/vocabulary.ts';

export interface TileSpec {
  key: string;
  label: string;
  /** Whose mark stands beside the label. */
  outcome?: Outcome;
  /** What the figure means, for those who meet it first. */
  hint: string;
  value: (period: SummaryPeriod) => number | null;
  format: (value: number | null) => string;
  change: ChangeKind;
  /** Which way is good; `null`: neither. */
  better: 'up' | 'down' | null;
  /** A second, smaller figure. */
  sub: (period: SummaryPeriod) => string;
}

/** The figures of the overview, in order. */
export const TILES: readonly TileSpec[] = [
  {
    key: 'calls',
    label: 'Calls',
    hint: 'What applications asked for. One call can take several attempts.',
    value: ({ calls }) => calls.total,
    format: formatCompact,
    change: 'relative',
    better: null,
    sub: ({ attempts }) => (attempts.total === 1 ? '1 attempt' : `${formatCompact(attempts.total)} attempts`),
  },
  {
    key: 'success',
    label: 'Success after retries',
    hint: 'Calls that ended well, of all but those the client cancelled.',
    value: ({ calls }) => calls.successShare,
    format: formatShare,
    change: 'share',
    better: 'up',
    sub: ({ attempts }) => `${formatShare(attempts.successShare)} of attempts`,
  },
  {
    key: 'overloaded',
    outcome: 'overloaded',
    label: '529 overloaded',
    hint: 'Attempts that failed because the provider had no capacity. Not about your account.',
    value: ({ attempts }) => attempts.shares.overloaded,
    format: formatShare,
    change: 'share',
    better: 'down',
    sub: ({ attempts }) => formatCounted(attempts.outcomes.overloaded, 'attempt'),
  },
  {
    key: 'rate_limited',
    outcome: 'rate_limited',
    label: '429 rate limited',
    hint: 'Attempts that failed because your account reached a limit that passes.',
    value: ({ attempts }) => attempts.shares.rate_limited,
    format: formatShare,
    change: 'share',
    better: 'down',
    sub: ({ attempts }) => formatCounted(attempts.outcomes.rate_limited, 'attempt'),
  },
  {
    key: 'absorbed',
    label: 'Retries absorbed',
    hint: 'Failed attempts in calls that ended well: failures the application never saw.',
    value: ({ calls }) => calls.retriesAbsorbed,
    format: formatCompact,
    change: 'relative',
    better: null,
    sub: ({ calls }) => (calls.retries === 1 ? 'of 1 retry' : `of ${formatCompact(calls.retries)} retries`),
  },
  {
    key: 'p95',
    label: 'p95 duration',
    hint: 'Of 100 calls, 95 took no longer, retries and waiting included.',
    value: ({ calls }) => calls.latency.p95,
    format: formatDuration,
    change: 'relative',
    better: 'down',
    sub: ({ calls }) => `median ${formatDuration(calls.latency.p50)}`,
  },
  {
    key: 'ttft',
    label: 'Time to first token',
    hint: 'Median of streamed attempts, from the request to the first content.',
    value: ({ attempts }) => attempts.ttft.p50,
    format: formatDuration,
    change: 'relative',
    better: 'down',
    sub: ({ attempts }) => `p95 ${formatDuration(attempts.ttft.p95)}`,
  },
];
