import type { CircuitSettings } from './policy-set.ts';
import { add, emptyCount, recent, type SlidingCount } from './sliding-count.ts';

/** An upstream's circuit. Closed: all calls pass. Open: one probe at a time passes, the rest are answered at once. */
export type Circuit =
  | { phase: 'closed'; attempts: SlidingCount; overloads: SlidingCount }
  | { phase: 'open'; sinceMs: number; nextProbeAtMs: number; probeEveryMs: number; successes: number };

/** What a call may do now. */
export type Admission = { kind: 'pass' } | { kind: 'probe' } | { kind: 'refuse'; retryAfterMs: number };

/** How an attempt ended, as far as the circuit cares; `other` (the client left, its own error) proves nothing. */
export type CircuitSignal = 'ok' | 'overloaded' | 'other';

const PASS: Admission = { kind: 'pass' };
const PROBE: Admission = { kind: 'probe' };

export function closedCircuit(nowMs: number): Circuit {
  return { phase: 'closed', attempts: emptyCount(nowMs), overloads: emptyCount(nowMs) };
}

/**
 * Asks whether an attempt may go out. A probe that is admitted moves the next one on by as long again,
 * so a probe that never reports back does not hold the circuit open for ever.
 */
export function admit(
  circuit: Circuit,
  settings: CircuitSettings,
  nowMs: number,
): { circuit: Circuit; admission: Admission } {
  if (!settings.enabled || circuit.phase === 'closed') return { circuit, admission: PASS };
  if (nowMs < circuit.nextProbeAtMs)
    return { circuit, admission: { kind: 'refuse', retryAfterMs: circuit.nextProbeAtMs - nowMs } };
  return { circuit: { ...circuit, nextProbeAtMs: nowMs + circuit.probeEveryMs }, admission: PROBE };
}

/**
 * Takes in how an attempt ended. Attempts that went out before the circuit opened (`probe` false) do not move an open one.
 * @param probe whether `admit` had called it a probe
 */
export function report(
  circuit: Circuit,
  settings: CircuitSettings,
  nowMs: number,
  signal: CircuitSignal,
  probe: boolean,
): Circuit {
  if (!settings.enabled) return circuit.phase === 'closed' ? circuit : closedCircuit(nowMs);
  if (circuit.phase === 'open') return probe ? afterProbe(circuit, settings, nowMs, signal) : circuit;
  if (signal === 'other') return circuit;
  const attempts = add(circuit.attempts, settings.windowMs, nowMs);
  const overloads = add(circuit.overloads, settings.windowMs, nowMs, signal === 'overloaded' ? 1 : 0);
  const many = recent(attempts, settings.windowMs, nowMs);
  const bad = recent(overloads, settings.windowMs, nowMs);
  // The sliding counts are fractions, so a share of exactly 1 may come out a rounding error below.
  const opens = many >= settings.minAttempts && bad >= settings.overloadedShare * many * (1 - 1e-9);
  return opens && signal === 'overloaded' ? opened(settings, nowMs) : { phase: 'closed', attempts, overloads };
}

function opened(settings: CircuitSettings, nowMs: number): Circuit {
  const probeEveryMs = settings.probeAfterMs;
  return { phase: 'open', sinceMs: nowMs, nextProbeAtMs: nowMs + probeEveryMs, probeEveryMs, successes: 0 };
}

function afterProbe(
  circuit: Extract<Circuit, { phase: 'open' }>,
  settings: CircuitSettings,
  nowMs: number,
  signal: CircuitSignal,
): Circuit {
  if (signal === 'overloaded') {
    const probeEveryMs = Math.min(settings.maxProbeAfterMs, circuit.probeEveryMs * 2);
    return { ...circuit, probeEveryMs, nextProbeAtMs: nowMs + probeEveryMs, successes: 0 };
  }
  // Whatever else a probe came to, the next one may follow it at once.
  const successes = circuit.successes + (signal === 'ok' ? 1 : 0);
  return successes >= settings.probesToClose ? closedCircuit(nowMs) : { ...circuit, nextProbeAtMs: nowMs, successes };
}
