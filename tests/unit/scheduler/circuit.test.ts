import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, type Circuit, type CircuitSignal, closedCircuit, report } from '../../../lib/scheduler/circuit.ts';
import { DEFAULT_POLICY_SET } from '../../../lib/scheduler/default-policies.ts';
import type { CircuitSettings } from '../../../lib/scheduler/policy-set.ts';

const settings: CircuitSettings = { ...DEFAULT_POLICY_SET.default.circuit, enabled: true };

function feed(circuit: Circuit, signals: CircuitSignal[], nowMs = 0): Circuit {
  return signals.reduce((state, signal) => report(state, settings, nowMs, signal, false), circuit);
}
const times = (count: number, signal: CircuitSignal) => Array<CircuitSignal>(count).fill(signal);
const opened = () => feed(closedCircuit(0), times(20, 'overloaded'));

/** Asks, and gives back both. */
const ask = (circuit: Circuit, nowMs: number) => admit(circuit, settings, nowMs);

describe('a closed circuit', () => {
  it('lets all pass', () => expect(ask(closedCircuit(0), 5).admission).toEqual({ kind: 'pass' }));

  it('opens only on enough attempts, of which enough were overloaded', () => {
    expect(feed(closedCircuit(0), times(19, 'overloaded')).phase).toBe('closed');
    expect(feed(closedCircuit(0), times(20, 'overloaded')).phase).toBe('open');
    expect(feed(closedCircuit(0), [...times(5, 'ok'), ...times(19, 'overloaded')]).phase).toBe('closed');
    expect(feed(closedCircuit(0), [...times(5, 'ok'), ...times(20, 'overloaded')]).phase).toBe('open');
  });

  it('does not count what proves nothing', () => {
    expect(feed(closedCircuit(0), [...times(100, 'other'), ...times(19, 'overloaded')]).phase).toBe('closed');
    expect(feed(closedCircuit(0), [...times(100, 'other'), ...times(20, 'overloaded')]).phase).toBe('open');
  });

  it('forgets overloads that are long past', () => {
    const old = feed(closedCircuit(0), times(19, 'overloaded'));
    expect(feed(old, times(5, 'overloaded'), 200_000).phase).toBe('closed');
  });

  it('does nothing while switched off, and closes when switched off', () => {
    const off = { ...settings, enabled: false };
    let circuit = closedCircuit(0);
    for (let i = 0; i < 100; i++) circuit = report(circuit, off, 0, 'overloaded', false);
    expect(circuit.phase).toBe('closed');
    expect(admit(opened(), off, 1).admission.kind).toBe('pass');
    expect(report(opened(), off, 1, 'ok', false).phase).toBe('closed');
  });
});

describe('an open circuit', () => {
  it('refuses and says when to come back, then lets one probe through', () => {
    const circuit = opened();
    expect(ask(circuit, 1000).admission).toEqual({ kind: 'refuse', retryAfterMs: 4000 });
    const first = ask(circuit, 5000);
    expect(first.admission).toEqual({ kind: 'probe' });
    expect(ask(first.circuit, 5001).admission).toEqual({ kind: 'refuse', retryAfterMs: 4999 });
  });

  it('closes after enough probes in a row have succeeded, one right after another', () => {
    let { circuit } = ask(opened(), 5000);
    circuit = report(circuit, settings, 5100, 'ok', true);
    const second = ask(circuit, 5100);
    expect(second.admission).toEqual({ kind: 'probe' });
    expect(report(second.circuit, settings, 5200, 'ok', true)).toEqual(closedCircuit(5200));
  });

  it('waits twice as long after each probe that failed, up to the most, and begins to count anew', () => {
    let circuit = opened();
    let now = 5000;
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      circuit = report(ask(circuit, now).circuit, settings, now, 'overloaded', true);
      const { admission } = ask(circuit, now);
      if (admission.kind === 'refuse') waits.push(admission.retryAfterMs);
      now += waits.at(-1) ?? 0;
    }
    expect(waits).toEqual([10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
    expect(circuit).toMatchObject({ phase: 'open', successes: 0 });
  });

  it('is not moved by attempts that had gone out before it opened', () => {
    const circuit = opened();
    expect(report(circuit, settings, 10, 'ok', false)).toBe(circuit);
    expect(report(circuit, settings, 10, 'overloaded', false)).toBe(circuit);
  });

  it('lets another probe through when one came to nothing, or never reported back', () => {
    const { circuit } = ask(opened(), 5000);
    expect(ask(report(circuit, settings, 5001, 'other', true), 5001).admission.kind).toBe('probe');
    expect(ask(circuit, 10_000).admission.kind).toBe('probe');
  });
});

describe('for any traffic', () => {
  const signal = fc.constantFrom<CircuitSignal>('ok', 'overloaded', 'other');
  it('an open circuit never keeps everyone out for longer than maxProbeAfterMs', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(signal, fc.integer({ min: 0, max: 30_000 })), { maxLength: 100 }), (steps) => {
        let circuit = opened();
        let now = 0;
        for (const [result, gap] of steps) {
          now += gap;
          const asked = admit(circuit, settings, now);
          circuit = asked.circuit;
          if (asked.admission.kind === 'refuse') {
            expect(asked.admission.retryAfterMs).toBeGreaterThan(0);
            expect(asked.admission.retryAfterMs).toBeLessThanOrEqual(settings.maxProbeAfterMs);
          } else circuit = report(circuit, settings, now, result, asked.admission.kind === 'probe');
        }
      }),
    );
  });
});
