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
 * The attempts of a call of which spans told: numbered, the last of them final. `wholes` told of the call itself and its
 * last exchange, the innermost first; where that is among the attempts they go into it, else they stand for the last.
 */
export function arranged(callId: string, told: readonly Attempt[], wholes: readonly Attempt[]): Attempt[] {
  if (told.length + wholes.length === 0) return [];
  const attempts = [...told].sort(inOrder);
  const last = attempts.at(-1);
  const [innermost] = wholes;
  const whole = innermost && wholes.reduce(filled);
  if (whole) {
    if (last && isSameStatus(last.status, whole.status)) attempts[attempts.length - 1] = filled(last, whole);
    else attempts.push(whole);
  }
  const totals = [...told, ...wholes].map(ownTotals).reduce(together);
  const labels = attempts.reduce(labelled, whole ?? (attempts[0] as Attempt));
  return attempts.map((attempt, i) => {
    const final = i === attempts.length - 1;
    // There may have been more than spans tell of: then the last is as late as the call's own span says.
    const n = final ? Math.max(i + 1, totals.attempts) : i + 1;
    return {
      ...labelled(attempt, labels),
      callId,
      n,
      final,
      cause: i > 0 && attempt.cause === 'first' ? 'client_retry' : attempt.cause,
      call: final ? { ...totals, attempts: Math.max(totals.attempts, n) } : null,
    };
  });
}

function together(sum: CallTotals, each: CallTotals): CallTotals {
  return { ...widened(sum, [each], each.attempts), backoffMs: Math.max(sum.backoffMs, each.backoffMs) };
}
