import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Limiter, type Waiter } from '../../../lib/gateway/limiter.ts';
import type { ConcurrencySettings } from '../../../lib/scheduler/policy-set.ts';

const fixed: ConcurrencySettings = {
  mode: 'fixed',
  limit: 2,
  minLimit: 1,
  maxLimit: 10,
  maxQueue: 3,
  maxWaitMs: 5000,
};
const NO_LIMIT_OF_ITS_OWN = Number.POSITIVE_INFINITY;

let log: string[];
const waiter = (name: string): Waiter => ({
  onSlot: () => log.push(`slot ${name}`),
  onSlotTimeout: () => log.push(`timeout ${name}`),
});

beforeEach(() => {
  log = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

function filled(settings = fixed): Limiter {
  const limiter = new Limiter(settings);
  while (limiter.inUse < limiter.limit) limiter.acquire(waiter('first'), NO_LIMIT_OF_ITS_OWN, false);
  return limiter;
}

describe('a fixed limit', () => {
  it('opens up to the limit, queues, then turns away', () => {
    const limiter = new Limiter(fixed);
    const answers = Array.from({ length: 6 }, (_, i) => limiter.acquire(waiter(`${i}`), NO_LIMIT_OF_ITS_OWN, false));
    expect(answers).toEqual(['open', 'open', 'queued', 'queued', 'queued', 'full']);
    expect(limiter.inUse).toBe(2);
    expect(limiter.waiting).toBe(3);
  });

  it('admits in the order of arrival, one for each slot given back', () => {
    const limiter = filled();
    for (const name of ['a', 'b', 'c']) limiter.acquire(waiter(name), NO_LIMIT_OF_ITS_OWN, false);
    limiter.release(10, null);
    expect(log).toEqual(['slot a']);
    limiter.release(10, null);
    limiter.release(10, null);
    expect(log).toEqual(['slot a', 'slot b', 'slot c']);
    expect(limiter.inUse).toBe(2);
  });

  it('lets nobody overtake those who wait', () => {
    const limiter = filled();
    limiter.acquire(waiter('a'), NO_LIMIT_OF_ITS_OWN, false);
    limiter.configure({ ...fixed, limit: 1 });
    limiter.release(10, null);
    expect(limiter.acquire(waiter('b'), NO_LIMIT_OF_ITS_OWN, false)).toBe('queued');
  });

  it('puts a call that comes back before all newcomers, after others that came back earlier', () => {
    const limiter = filled();
    limiter.acquire(waiter('new'), NO_LIMIT_OF_ITS_OWN, false);
    limiter.acquire(waiter('back 1'), NO_LIMIT_OF_ITS_OWN, true);
    limiter.acquire(waiter('back 2'), NO_LIMIT_OF_ITS_OWN, true);
    for (let i = 0; i < 3; i++) limiter.release(10, null);
    expect(log).toEqual(['slot back 1', 'slot back 2', 'slot new']);
  });

  it('never turns away a call that comes back', () => {
    const limiter = filled({ ...fixed, maxQueue: 0 });
    expect(limiter.acquire(waiter('new'), NO_LIMIT_OF_ITS_OWN, false)).toBe('full');
    expect(limiter.acquire(waiter('back'), NO_LIMIT_OF_ITS_OWN, true)).toBe('queued');
  });

  it('ends a wait at the shorter of its own and the caller’s limit', () => {
    const limiter = filled();
    limiter.acquire(waiter('patient'), NO_LIMIT_OF_ITS_OWN, false);
    limiter.acquire(waiter('hasty'), 100, false);
    vi.advanceTimersByTime(100);
    expect(log).toEqual(['timeout hasty']);
    vi.advanceTimersByTime(4900);
    expect(log).toEqual(['timeout hasty', 'timeout patient']);
    expect(limiter.waiting).toBe(0);
  });

  it('leaves no timer behind', () => {
    const limiter = filled();
    const a = waiter('a');
    limiter.acquire(a, NO_LIMIT_OF_ITS_OWN, false);
    limiter.acquire(waiter('b'), NO_LIMIT_OF_ITS_OWN, false);
    limiter.leave(a);
    limiter.release(10, null);
    expect(log).toEqual(['slot b']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('admits at once when the limit is raised, and closes no one out when it is lowered', () => {
    const limiter = filled();
    limiter.acquire(waiter('a'), NO_LIMIT_OF_ITS_OWN, false);
    limiter.acquire(waiter('b'), NO_LIMIT_OF_ITS_OWN, false);
    limiter.configure({ ...fixed, limit: 4 });
    expect(log).toEqual(['slot a', 'slot b']);
    limiter.configure({ ...fixed, limit: 1 });
    expect(limiter.inUse).toBe(4);
    expect(limiter.acquire(waiter('c'), NO_LIMIT_OF_ITS_OWN, false)).toBe('queued');
  });

  it('says when to come back by how fast the queue moves', () => {
    const limiter = filled();
    for (let i = 0; i < 200; i++) {
      limiter.acquire(waiter('x'), NO_LIMIT_OF_ITS_OWN, false);
      limiter.release(4000, null);
    }
    limiter.acquire(waiter('x'), NO_LIMIT_OF_ITS_OWN, false);
    expect(limiter.retryAfterMs).toBeCloseTo((4000 * 2) / 2, -2);
  });
});

describe('no limit', () => {
  it('lets all through and only counts', () => {
    const limiter = new Limiter({ ...fixed, mode: 'off' });
    for (let i = 0; i < 50; i++) expect(limiter.acquire(waiter('x'), 0, false)).toBe('open');
    expect(limiter.inUse).toBe(50);
    expect(limiter.limit).toBe(Number.POSITIVE_INFINITY);
  });

  it('empties the queue when it is switched off', () => {
    const limiter = filled();
    limiter.acquire(waiter('a'), NO_LIMIT_OF_ITS_OWN, false);
    limiter.configure({ ...fixed, mode: 'off' });
    expect(log).toEqual(['slot a']);
  });
});

describe('an adaptive limit', () => {
  const adaptive: ConcurrencySettings = { ...fixed, mode: 'adaptive', limit: 4 };

  it('shrinks by a tenth on an overload, down to its least', () => {
    const limiter = filled(adaptive);
    limiter.release(10, true);
    expect(limiter.limit).toBe(3);
    for (let i = 0; i < 100; i++) {
      limiter.acquire(waiter('x'), 0, true);
      limiter.release(10, true);
    }
    expect(limiter.limit).toBe(1);
  });

  it('grows by one on a success while it is used, up to its most', () => {
    const limiter = filled(adaptive);
    limiter.release(10, false);
    expect(limiter.limit).toBe(5);
    for (let i = 0; i < 100; i++) {
      while (limiter.acquire(waiter('x'), 0, false) === 'open');
      limiter.release(10, false);
    }
    expect(limiter.limit).toBe(10);
  });

  it('does not grow while idle, nor move by what proves nothing', () => {
    const limiter = new Limiter(adaptive);
    limiter.acquire(waiter('x'), 0, false);
    limiter.release(10, false);
    expect(limiter.limit).toBe(4);
    limiter.acquire(waiter('x'), 0, false);
    limiter.release(10, null);
    expect(limiter.limit).toBe(4);
  });

  it('begins anew from a new start, and stays within new bounds', () => {
    const limiter = filled(adaptive);
    limiter.release(10, true);
    limiter.configure({ ...adaptive, limit: 8 });
    expect(limiter.limit).toBe(8);
    limiter.configure({ ...adaptive, limit: 8, maxLimit: 6 });
    expect(limiter.limit).toBe(6);
  });
});
