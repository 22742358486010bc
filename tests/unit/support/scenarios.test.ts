import { afterEach, describe, expect, it } from 'vitest';
import {
  cycle,
  during,
  firstOf,
  type MockProvider,
  manualClock,
  onModel,
  onPath,
  overloaded,
  overloadedAs500,
  rateLimited,
  type Scenario,
  share,
  spendLimited,
  startMockProvider,
} from '../../support/mock-provider/index.ts';

let provider: MockProvider | null = null;
afterEach(async () => {
  await provider?.close();
  provider = null;
});

async function start(scenario: Scenario, options: { seed?: number; clock?: ReturnType<typeof manualClock> } = {}) {
  provider = await startMockProvider({ scenario, ...options });
  return provider;
}

const call = (model = 'claude-opus-5', path = '/v1/messages') =>
  fetch(`${provider?.url}${path}`, { method: 'POST', body: JSON.stringify({ model, max_tokens: 1, messages: [] }) });
const statuses = async (count: number) => {
  const seen: number[] = [];
  for (let i = 0; i < count; i++) seen.push((await call()).status);
  return seen;
};

describe('scenarios by time', () => {
  it('is overloaded from one moment until before another', async () => {
    const clock = manualClock();
    await start(during(60_000, 120_000, overloaded()), { clock });
    const seen: number[] = [];
    for (const stepMs of [0, 59_999, 1, 59_999, 1]) {
      clock.advance(stepMs);
      seen.push((await call()).status);
    }
    expect(seen).toEqual([200, 200, 529, 529, 200]);
  });

  it('comes round again', async () => {
    const clock = manualClock();
    await start(cycle(1000, during(0, 500, overloaded())), { clock });
    const seen: number[] = [];
    for (const stepMs of [0, 500, 500, 499, 1]) {
      clock.advance(stepMs);
      seen.push((await call()).status);
    }
    expect(seen).toEqual([529, 200, 529, 529, 200]);
  });
});

describe('scenarios by share', () => {
  it('fails about that share, the same requests for the same seed', async () => {
    await start(share(0.3, overloaded()), { seed: 5 });
    const first = await statuses(60);
    await provider?.close();
    await start(share(0.3, overloaded()), { seed: 5 });
    const again = await statuses(60);
    await provider?.close();
    await start(share(0.3, overloaded()), { seed: 6 });
    const other = await statuses(60);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    const failed = first.filter((status) => status === 529).length;
    expect(failed).toBeGreaterThan(8);
    expect(failed).toBeLessThan(30);
  });
});

describe('scenarios by request', () => {
  it('answers one path or one model, and the first that has an answer wins', async () => {
    await start(firstOf(onPath('/v1/messages/count_tokens', rateLimited()), onModel('claude-opus-5', overloaded())));
    expect((await call('claude-opus-5', '/v1/messages/count_tokens')).status).toBe(429);
    expect((await call('claude-opus-5')).status).toBe(529);
    expect((await call('claude-haiku-4-5')).status).toBe(200);
  });
});

describe('errors', () => {
  it('carries the id of the header in the body', async () => {
    await start(firstOf(overloaded()));
    const response = await call();
    expect(await response.json()).toEqual({
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
      request_id: response.headers.get('request-id'),
    });
    expect(response.headers.get('retry-after')).toBeNull();
  });

  it('tells how long a rate limit lasts, on the provider’s clock', async () => {
    const clock = manualClock(Date.UTC(2026, 4, 1));
    await start(firstOf(rateLimited(30)), { clock });
    const { headers } = await call();
    expect(headers.get('retry-after')).toBe('30');
    expect(headers.get('anthropic-ratelimit-requests-reset')).toBe('2026-05-01T00:00:30Z');
  });

  it('has the overload that is a 500 and the limit that is money', async () => {
    await start(firstOf(onModel('a', overloadedAs500()), spendLimited()));
    const overload = await call('a');
    expect(overload.status).toBe(500);
    expect(overload.headers.get('request-id')).toBeNull();
    expect(await overload.json()).toMatchObject({ error: { message: 'Overloaded' }, request_id: null });
    const money = await call('b');
    expect(money.status).toBe(429);
    expect(await money.json()).toMatchObject({ error: { details: { error_code: 'enforced_spend_limit_reached' } } });
  });
});
