import { beforeEach, describe, expect, it } from 'vitest';
import { Traffic } from '../../../lib/gateway/traffic.ts';
import type { ExchangeResult } from '../../../lib/outcome/exchange.ts';
import { DEFAULT_POLICY_SET } from '../../../lib/scheduler/default-policies.ts';
import type { UpstreamPolicy } from '../../../lib/scheduler/policy-set.ts';

const base = DEFAULT_POLICY_SET.default;
const guarded: UpstreamPolicy = {
  ...base,
  circuit: { ...base.circuit, enabled: true, minAttempts: 5, probeAfterMs: 1000, probesToClose: 1 },
  retryBudget: { ...base.retryBudget, floor: 2, share: 0 },
};
const result = (outcome: ExchangeResult['outcome'], errorMessage: string | null = null) =>
  ({ outcome, errorMessage }) as ExchangeResult;

let nowMs: number;
beforeEach(() => {
  nowMs = 1_000_000;
});
const traffic = (policy = guarded, observeOnly = false) => new Traffic(policy, observeOnly, () => nowMs);

function overload(subject: Traffic, times = 5): void {
  for (let i = 0; i < times; i++) subject.report(result('overloaded', 'Too busy'), 529, false);
}

describe('the circuit of an upstream', () => {
  it('opens after sustained overload, lets a probe through, and closes on its success', () => {
    const subject = traffic();
    expect(subject.admit()).toEqual({ kind: 'pass' });
    overload(subject);
    expect(subject.circuitOpen).toBe(true);
    expect(subject.admit()).toEqual({ kind: 'refuse', retryAfterMs: 1000 });
    nowMs += 1000;
    expect(subject.admit()).toEqual({ kind: 'probe' });
    expect(subject.admit()).toMatchObject({ kind: 'refuse' });
    subject.report(result('ok'), 200, true);
    expect(subject.circuitOpen).toBe(false);
    expect(subject.admit()).toEqual({ kind: 'pass' });
  });

  it('remembers what the provider last said of being overloaded', () => {
    const subject = traffic();
    subject.report(result('overloaded', 'Too busy'), 503, false);
    expect(subject.lastOverload).toEqual({ status: 503, message: 'Too busy' });
    subject.report(result('overloaded', null), 200, false);
    expect(subject.lastOverload).toEqual({ status: 529, message: 'Overloaded' });
    subject.report(result('server_error', 'Broken'), 500, false);
    expect(subject.lastOverload.message).toBe('Overloaded');
  });

  it('is not opened by account limits', () => {
    const subject = traffic();
    for (let i = 0; i < 100; i++) subject.report(result('rate_limited'), 429, false);
    expect(subject.circuitOpen).toBe(false);
  });
});

describe('the retry budget of an upstream', () => {
  it('runs out and comes back with time', () => {
    const subject = traffic();
    subject.countRetry();
    expect(subject.budgetAllows).toBe(true);
    subject.countRetry();
    expect(subject.budgetAllows).toBe(false);
    nowMs += 120_000;
    expect(subject.budgetAllows).toBe(true);
  });

  it('grows with the calls', () => {
    const subject = traffic({ ...guarded, retryBudget: { ...guarded.retryBudget, floor: 0, share: 0.5 } });
    expect(subject.budgetAllows).toBe(false);
    subject.countCall();
    subject.countCall();
    expect(subject.retryBudgetLeft).toBe(1);
  });
});

describe('observing only', () => {
  it('neither limits nor opens a circuit, whatever the policy says', () => {
    const limited = { ...guarded, concurrency: { ...guarded.concurrency, mode: 'fixed' as const, limit: 1 } };
    const subject = traffic(limited, true);
    expect(subject.limiter.limit).toBe(Number.POSITIVE_INFINITY);
    overload(subject, 50);
    expect(subject.admit()).toEqual({ kind: 'pass' });
  });

  it('is switched on and off while running', () => {
    const subject = traffic();
    overload(subject);
    subject.configure(guarded, true);
    expect(subject.observeOnly).toBe(true);
    expect(subject.admit()).toEqual({ kind: 'pass' });
    subject.configure(guarded, false);
    expect(subject.observeOnly).toBe(false);
  });
});
