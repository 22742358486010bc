import type { Attempt, CallTotals } from '../../lib/outcome/attempt.ts';
import { filled, isSameStatus, labelled } from './fill.ts';

type Stretch = Pick<Attempt, 'startedAtMs' | 'durationMs'>;

/** A call's totals, stretched so that they hold these attempts too. There are `attempts` of them at least. */
export function widened(call: CallTotals, stretches: readonly Stretch[], attempts: number): CallTotals {
  let { startedAtMs } = call;
  let endMs = startedAtMs + call.durationMs;
  for (const stretch of stretches) {
    startedAtMs = Math.min(startedAtMs, stretch.startedAtMs);
    endMs = Math.max(endMs, stretch.startedAtMs + stretch.durationMs);
  }
  return { ...call, startedAtMs, durationMs: endMs - startedAtMs, attempts: Math.max(call.attempts, attempts) };
}

function ownTotals({ startedAtMs, durationMs, n, call }: Attempt): CallTotals {
  return call ?? { startedAtMs, durationMs, queuedMs: 0, backoffMs: 0, attempts: n };
}

function inOrder(a: Attempt, b: Attempt): number {
  return a.startedAtMs - b.startedAtMs || a.n - b.n || (a.id < b.id ? -1 : 1);
}

/**
 * The attempts of a call of which spans told: numbered, the last of them final. `whole` told of the call itself and its
 * last exchange; where that is among the attempts it goes into it, else it stands for the last.
 */
export function arranged(callId: string, told: readonly Attempt[], whole: Attempt | null): Attempt[] {
  const attempts = [...told].sort(inOrder);
  const last = attempts.at(-1);
  if (whole) {
    if (last && isSameStatus(last.status, whole.status)) attempts[attempts.length - 1] = filled(last, whole);
    else attempts.push({ ...whole, n: Math.max(whole.n, (last?.n ?? 0) + 1) });
  }
  const stretches = whole ? [...told, whole] : told;
  const totals = stretches.map(ownTotals);
  const [first = totals[0]] = totals;
  if (!first) return [];
  let n = 0;
  const labels = attempts.reduce((known, attempt) => labelled(known, attempt), whole ?? (attempts[0] as Attempt));
  return attempts.map((attempt, i) => {
    n = Math.max(attempt.n, n + 1);
    const final = i === attempts.length - 1;
    const call = totals.reduce((sum, each) => {
      const wide = widened(sum, [each], each.attempts);
      return { ...wide, backoffMs: Math.max(wide.backoffMs, each.backoffMs) };
    }, first);
    return {
      ...labelled(attempt, labels),
      callId,
      n,
      final,
      cause: i > 0 && attempt.cause === 'first' ? 'client_retry' : attempt.cause,
      call: final ? { ...call, attempts: Math.max(call.attempts, n) } : null,
    };
  });
}
