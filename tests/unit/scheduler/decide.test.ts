import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTCOMES, type Outcome, PHASES, type Phase } from '../../../lib/outcome/vocabulary.ts';
import {
  type DecideInput,
  decide,
  MIN_ATTEMPT_MS,
  NO_RETRIES,
  type RetryState,
  STOP_REASONS,
} from '../../../lib/scheduler/decide.ts';
import { DEFAULT_POLICY_SET } from '../../../lib/scheduler/default-policies.ts';
import type { UpstreamPolicy } from '../../../lib/scheduler/policy-set.ts';
import { isRetriedOutcome, RETRIED_OUTCOMES } from '../../../lib/scheduler/policy-set.ts';
import { anyDraw, anyPolicy } from './arbitrary-policy.ts';

const policies = DEFAULT_POLICY_SET.default;
const free = { timeoutLeftMs: null, maxWaitMs: null, maxRetries: null };

function attempt(over: Partial<DecideInput> = {}): DecideInput {
  return {
    outcome: 'overloaded',
    phase: null,
    hintMs: null,
    shouldRetry: null,
    policies,
    state: NO_RETRIES,
    elapsedMs: 0,
    queuedMs: 0,
    client: free,
    clientGone: false,
    bodyKept: true,
    budgetAllows: true,
    observeOnly: false,
    ...over,
  };
}

function reason(over: Partial<DecideInput>): string | null {
  const decision = decide(attempt(over), 0);
  return decision.kind === 'stop' ? decision.reason : null;
}

/** What a call that meets `outcomes` one after another waits, and how it ends. */
function walk(outcomes: Outcome[], over: Partial<DecideInput> = {}, u = 0) {
  let state = NO_RETRIES;
  let elapsedMs = 0;
  const waits: number[] = [];
  for (const outcome of outcomes) {
    const decision = decide(attempt({ ...over, outcome, state, elapsedMs }), u);
    if (decision.kind === 'stop') return { waits, reason: decision.reason, state };
    waits.push(decision.delayMs);
    elapsedMs += decision.delayMs;
    state = decision.next;
  }
  return { waits, reason: null, state };
}

describe('the default policies', () => {
  it('back off from 1 s, doubling, plus up to 750 ms, four times for an overload', () => {
    const five = Array<Outcome>(5).fill('overloaded');
    expect(walk(five)).toMatchObject({ waits: [1000, 2000, 4000, 8000], reason: 'retries_used_up' });
    expect(walk(five, {}, 0.5).waits).toEqual([1375, 2375, 4375, 8375]);
  });

  it('wait what a rate limit says and not the own delay', () => {
    const decision = decide(attempt({ outcome: 'rate_limited', hintMs: 2000 }), 0.9);
    expect(decision).toMatchObject({ kind: 'retry', delayMs: 2000, setBy: 'hint', cause: 'retry_rate_limited' });
  });

  it('back off from a rate limit that does not say', () => {
    expect(decide(attempt({ outcome: 'rate_limited' }), 0)).toMatchObject({ delayMs: 1000, setBy: 'backoff' });
  });

  it('take the hint of an overload as a floor', () => {
    expect(decide(attempt({ hintMs: 200 }), 0)).toMatchObject({ delayMs: 1000 });
    expect(decide(attempt({ hintMs: 20_000 }), 0)).toMatchObject({ delayMs: 20_000 });
  });

  it('give up on a limit that asks for longer than two minutes', () => {
    expect(reason({ outcome: 'rate_limited', hintMs: 120_000 })).toBeNull();
    expect(reason({ outcome: 'rate_limited', hintMs: 120_001 })).toBe('hint_too_long');
  });

  it.each(RETRIED_OUTCOMES)('try %s again, before content', (outcome) => {
    expect(decide(attempt({ outcome, phase: 'before_content' }), 0)).toMatchObject({
      kind: 'retry',
      cause: `retry_${outcome}`,
    });
  });
});

describe('what stops', () => {
  it.each<[string, Partial<DecideInput>]>([
    ['succeeded', { outcome: 'ok' }],
    ['turned_off', { observeOnly: true }],
    ['client_gone', { clientGone: true }],
    ['client_gone', { outcome: 'cancelled' }],
    ['money', { outcome: 'spend_limited', hintMs: 1000, shouldRetry: true }],
    ['not_retryable', { outcome: 'client_error' }],
    ['not_retryable', { outcome: 'shed' }],
    ['not_retryable', { outcome: 'abandoned' }],
    ['passed_on', { phase: 'mid_stream' }],
    ['passed_on', { outcome: 'truncated', phase: 'mid_stream' }],
    ['passed_on', { outcome: 'truncated', phase: null }],
    ['body_not_kept', { bodyKept: false }],
    ['server_forbids', { shouldRetry: false }],
    ['client_forbids', { client: { ...free, maxRetries: 0 } }],
    ['retries_used_up', { state: { ...NO_RETRIES, retries: 4 } }],
    ['elapsed_limit', { elapsedMs: 599_001 }],
    ['client_max_wait', { client: { ...free, maxWaitMs: 999 } }],
    ['client_timeout', { client: { ...free, timeoutLeftMs: 1000 + MIN_ATTEMPT_MS - 1 } }],
    ['budget_spent', { budgetAllows: false }],
  ])('%s: %o', (expected, over) => expect(reason(over)).toBe(expected));

  it.each<[string, Partial<DecideInput>]>([
    ['just within maxElapsedMs', { elapsedMs: 599_000 }],
    ["just within the client's longest wait", { client: { ...free, maxWaitMs: 1000 } }],
    ["just within the client's time limit", { client: { ...free, timeoutLeftMs: 1000 + MIN_ATTEMPT_MS } }],
    ['x-should-retry: true', { shouldRetry: true }],
    ['one retry left', { state: { ...NO_RETRIES, retries: 3 } }],
  ])('but not %s', (_, over) => expect(reason(over)).toBeNull());

  it('time in the queue and earlier waits count towards the longest wait', () => {
    const client = { ...free, maxWaitMs: 5000 };
    expect(reason({ client, queuedMs: 4000 })).toBeNull();
    expect(reason({ client, queuedMs: 4001 })).toBe('client_max_wait');
    expect(reason({ client, queuedMs: 2000, state: { ...NO_RETRIES, waitedMs: 2001 } })).toBe('client_max_wait');
  });

  it('the client may ask for fewer retries or more, but not where the policy says never', () => {
    const ask = (maxRetries: number, made: number, over: Partial<UpstreamPolicy['retry']> = {}) =>
      reason({
        client: { ...free, maxRetries },
        state: { ...NO_RETRIES, retries: made },
        policies: { ...policies, retry: { ...policies.retry, ...over } },
      });
    expect(ask(2, 1)).toBeNull();
    expect(ask(2, 2)).toBe('client_forbids');
    expect(ask(10, 9)).toBeNull();
    const never = { overloaded: { ...policies.retry.overloaded, maxRetries: 0 } };
    expect(ask(10, 0, never)).toBe('retries_used_up');
  });
});

describe('a call that meets several outcomes', () => {
  it('backs off from each on its own, but counts retries together', () => {
    const {
      waits,
      reason: end,
      state,
    } = walk(['overloaded', 'overloaded', 'server_error', 'overloaded', 'overloaded']);
    expect(waits).toEqual([1000, 2000, 250, 4000]);
    expect(end).toBe('retries_used_up');
    expect(state).toMatchObject({ retries: 4, waitedMs: 7250 });
  });

  it('stops at the retries of the outcome it met last', () => {
    expect(walk(['overloaded', 'overloaded', 'timeout'])).toMatchObject({ reason: 'retries_used_up' });
  });

  it('leaves the state it was given as it was', () => {
    const state: RetryState = Object.freeze({ retries: 1, waitedMs: 5, backoff: Object.freeze({}) });
    const decision = decide(attempt({ state }), 0);
    expect(decision.kind === 'retry' && decision.next.retries).toBe(2);
    expect(state).toEqual({ retries: 1, waitedMs: 5, backoff: {} });
  });
});

/** Mostly `usual`, so that enough attempts get as far as being retried. */
const mostly = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

const anyInput: fc.Arbitrary<DecideInput> = fc
  .record({
    outcome: fc.oneof(fc.constantFrom<Outcome>(...RETRIED_OUTCOMES), fc.constantFrom(...OUTCOMES)),
    phase: mostly<Phase | null>('before_content', fc.option(fc.constantFrom(...PHASES))),
    hintMs: fc.option(fc.integer({ min: -10, max: 300_000 })),
    shouldRetry: mostly<boolean | null>(null, fc.boolean()),
    policy: anyPolicy,
    elapsedMs: fc.integer({ min: 0, max: 700_000 }),
    queuedMs: fc.integer({ min: 0, max: 60_000 }),
    client: fc.record({
      timeoutLeftMs: fc.option(fc.integer({ min: -1000, max: 600_000 })),
      maxWaitMs: fc.option(fc.integer({ min: 0, max: 100_000 })),
      maxRetries: fc.option(fc.integer({ min: 0, max: 20 })),
    }),
    made: fc.integer({ min: 0, max: 5 }),
    waitedMs: fc.integer({ min: 0, max: 100_000 }),
    clientGone: mostly(false, fc.boolean()),
    bodyKept: mostly(true, fc.boolean()),
    budgetAllows: mostly(true, fc.boolean()),
    observeOnly: mostly(false, fc.boolean()),
  })
  .map(({ policy, made, waitedMs, ...rest }) => ({
    ...rest,
    policies: {
      ...policies,
      retry: Object.fromEntries(RETRIED_OUTCOMES.map((outcome) => [outcome, policy])) as UpstreamPolicy['retry'],
    },
    state: { retries: made, waitedMs, backoff: {} },
  }));

describe('for any attempt', () => {
  it('a retry breaks no limit, and a stop has a reason from the list', () => {
    let retried = 0;
    fc.assert(
      fc.property(anyInput, anyDraw, (input, u) => {
        const decision = decide(input, u);
        if (decision.kind === 'stop') {
          expect(STOP_REASONS).toContain(decision.reason);
          return;
        }
        retried++;
        const policy = input.policies.retry.overloaded;
        expect(isRetriedOutcome(input.outcome)).toBe(true);
        expect(input.observeOnly || input.clientGone || !input.bodyKept || !input.budgetAllows).toBe(false);
        expect(input.shouldRetry).not.toBe(false);
        expect(input.phase).not.toBe('mid_stream');
        expect(decision.delayMs).toBeGreaterThanOrEqual(0);
        expect(input.elapsedMs + decision.delayMs).toBeLessThanOrEqual(policy.maxElapsedMs ?? Number.MAX_VALUE);
        expect(decision.delayMs).toBeLessThan(input.client.timeoutLeftMs ?? Number.MAX_VALUE);
        expect(decision.next.waitedMs + input.queuedMs).toBeLessThanOrEqual(input.client.maxWaitMs ?? Number.MAX_VALUE);
        expect(decision.next.retries).toBeLessThanOrEqual(input.client.maxRetries ?? policy.maxRetries);
      }),
      { numRuns: 5000 },
    );
    expect(retried).toBeGreaterThan(100);
  });
});
