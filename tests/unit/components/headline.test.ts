import { describe, expect, it } from 'vitest';
import { headlineOf } from '../../../components/overview/headline.ts';
import type { Figures, SummaryPeriod } from '../../../lib/api/shapes.ts';
import { OUTCOMES, type Outcome } from '../../../lib/outcome/vocabulary.ts';

function figures(counts: Partial<Record<Outcome, number>>): Figures {
  const outcomes = Object.fromEntries(OUTCOMES.map((key) => [key, counts[key] ?? 0])) as Record<Outcome, number>;
  const total = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const shares = Object.fromEntries(
    OUTCOMES.map((key) => [key, total ? outcomes[key] / total : null]),
  ) as Figures['shares'];
  const judged = total - outcomes.cancelled;
  const none = { p50: null, p95: null, p99: null };
  return { total, outcomes, shares, successShare: judged ? outcomes.ok / judged : null, latency: none, ttft: none };
}

type Counts = Partial<Record<Outcome, number>>;

function period(attempts: Counts, calls: Counts = attempts, retriesAbsorbed = 0): SummaryPeriod {
  const tokens = { inputTokens: 0, outputTokens: 0, cacheCreationInputTokens: 0, cacheReadInputTokens: 0 };
  return {
    from: 0,
    to: 1,
    attempts: { ...figures(attempts), ...tokens },
    calls: { ...figures(calls), retries: retriesAbsorbed, retriesAbsorbed, queuedMs: 0, backoffMs: 0 },
  };
}

const QUIET_HOUR = period({ ok: 97, overloaded: 3 });

describe('headlineOf', () => {
  it('has nothing to judge without calls', () => {
    expect(headlineOf(period({}), QUIET_HOUR)).toMatchObject({
      tone: 'quiet',
      title: 'No calls in the last 15 minutes',
    });
  });

  it('says how bad 529s are and how that compares', () => {
    const headline = headlineOf(period({ ok: 88, overloaded: 12 }, { ok: 96, overloaded: 4 }, 8), QUIET_HOUR);
    expect(headline).toMatchObject({
      tone: 'bad',
      outcome: 'overloaded',
      title: '529s at 12% of attempts in the last 15 minutes, 4× the hour before',
    });
    expect(headline.detail).toContain('8 failures were absorbed by retries; 4 of 100 calls failed.');
  });

  it.each([
    [period({ ok: 100 }), ', none in the hour before'],
    [period({}), ''],
    [period({ ok: 89, overloaded: 11 }), ', as in the hour before'],
    [period({ ok: 60, overloaded: 40 }), ', falling from 40%'],
    [period({ ok: 992, overloaded: 8 }), ', 15× the hour before'],
  ])('compares with what there was (%#)', (before, ending) => {
    const { title } = headlineOf(period({ ok: 88, overloaded: 12 }), before);
    expect(title).toBe(`529s at 12% of attempts in the last 15 minutes${ending}`);
  });

  it('never calls the account’s own limit an outage', () => {
    const headline = headlineOf(period({ ok: 50, rate_limited: 50 }), QUIET_HOUR);
    expect(headline.outcome).toBe('rate_limited');
    expect(headline.detail).toContain('The provider is not down');
  });

  it('speaks of what there is most of', () => {
    expect(headlineOf(period({ ok: 80, overloaded: 5, rate_limited: 15 }), QUIET_HOUR).outcome).toBe('rate_limited');
    expect(headlineOf(period({ ok: 80, overloaded: 15, rate_limited: 5 }), QUIET_HOUR).outcome).toBe('overloaded');
  });

  it('is not moved by a failure or two, nor by a small share', () => {
    expect(headlineOf(period({ ok: 2, overloaded: 2 }), QUIET_HOUR).tone).toBe('good');
    expect(headlineOf(period({ ok: 1_000, overloaded: 10 }), QUIET_HOUR).tone).toBe('good');
    expect(headlineOf(period({ ok: 97, overloaded: 3 }), QUIET_HOUR).tone).toBe('bad');
  });

  it('takes money seriously from the first few on, however small their share', () => {
    expect(headlineOf(period({ ok: 10_000, spend_limited: 3 }), QUIET_HOUR).outcome).toBe('spend_limited');
  });

  it('says that all is well in the application’s terms', () => {
    expect(headlineOf(period({ ok: 40 }), QUIET_HOUR).title).toBe('All 40 calls of the last 15 minutes went well');
    const absorbed = headlineOf(period({ ok: 200, overloaded: 1 }, { ok: 200 }, 1), QUIET_HOUR);
    expect(absorbed.detail).toContain('1 failure was absorbed by retries; no call failed.');
    expect(headlineOf(period({ ok: 199, timeout: 1 }), QUIET_HOUR).title).toBe(
      '99.5% of 200 calls in the last 15 minutes went well',
    );
  });

  it('has something to say of every failure that can be the provider’s, the network’s or ours', () => {
    for (const outcome of ['server_error', 'timeout', 'network_error', 'truncated', 'client_error'] as const)
      expect(headlineOf(period({ ok: 90, [outcome]: 10 }), QUIET_HOUR).outcome).toBe(outcome);
  });
});
