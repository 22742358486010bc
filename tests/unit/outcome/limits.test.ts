import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLimits, waitForLimitsMs } from '../../../lib/outcome/limits.ts';

const NOW_MS = Date.parse('2026-11-24T12:00:00Z');
const none = { limit: null, remaining: null, utilization: null, resetAtMs: null, status: null };

describe('readLimits', () => {
  it('says null where no header tells of a limit', () => {
    expect(readLimits({ 'content-type': 'application/json', 'retry-after': '3' }, NOW_MS)).toBeNull();
  });

  it('reads the limits of an API account', () => {
    const headers = {
      'anthropic-ratelimit-requests-limit': '4000',
      'anthropic-ratelimit-requests-remaining': '3999',
      'anthropic-ratelimit-requests-reset': '2026-11-24T12:00:01Z',
      'anthropic-ratelimit-input-tokens-limit': '200000',
      'anthropic-ratelimit-input-tokens-remaining': '50000',
      'anthropic-ratelimit-input-tokens-reset': '2026-11-24T12:00:45.5+00:00',
    };
    expect(readLimits(headers, NOW_MS)).toEqual([
      {
        ...none,
        name: 'requests',
        limit: 4000,
        remaining: 3999,
        utilization: expect.closeTo(1 / 4000, 10),
        resetAtMs: NOW_MS + 1000,
      },
      {
        ...none,
        name: 'input_tokens',
        limit: 200_000,
        remaining: 50_000,
        utilization: 0.75,
        resetAtMs: NOW_MS + 45_500,
      },
    ]);
  });

  it('reads the windows of a subscription, with resets in epoch seconds or ISO', () => {
    const headers = {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': String(NOW_MS / 1000 + 60),
      'anthropic-ratelimit-unified-5h-status': 'rejected',
      'anthropic-ratelimit-unified-5h-utilization': '1.02',
      'anthropic-ratelimit-unified-5h-reset': String(NOW_MS / 1000 + 60),
      'anthropic-ratelimit-unified-7d-status': 'allowed_warning',
      'anthropic-ratelimit-unified-7d-utilization': '0.4',
      'anthropic-ratelimit-unified-7d-reset': '2026-11-27T12:00:00Z',
      'anthropic-ratelimit-unified-7d_sonnet-utilization': '0.1',
      'anthropic-ratelimit-unified-representative-claim': 'five_hour',
      'anthropic-ratelimit-unified-fallback-percentage': '0.5',
    };
    expect(readLimits(headers, NOW_MS)).toEqual([
      { ...none, name: 'unified', status: 'rejected', resetAtMs: NOW_MS + 60_000 },
      { ...none, name: 'unified_5h', status: 'rejected', utilization: 1.02, resetAtMs: NOW_MS + 60_000 },
      { ...none, name: 'unified_7d', status: 'allowed_warning', utilization: 0.4, resetAtMs: NOW_MS + 3 * 86_400_000 },
      { ...none, name: 'unified_7d_sonnet', utilization: 0.1 },
    ]);
  });

  it.each([
    ['1s', 1000],
    ['2ms', 2],
    ['6m0s', 360_000],
    ['1h2m3.5s', 3_723_500],
    ['0s', 0],
    ['17', 17_000],
  ])("reads OpenAI's reset %s", (text, waitMs) => {
    const headers = {
      'x-ratelimit-limit-tokens': '1000',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': text,
    };
    expect(readLimits(headers, NOW_MS)).toEqual([
      { ...none, name: 'tokens', limit: 1000, remaining: 0, utilization: 1, resetAtMs: NOW_MS + waitMs },
    ]);
  });

  it("reads OpenRouter's limit without a name and a reset in epoch milliseconds", () => {
    const headers = {
      'x-ratelimit-limit': '20',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(NOW_MS + 5000),
    };
    expect(readLimits(headers, NOW_MS)?.[0]).toMatchObject({ name: 'requests', limit: 20, resetAtMs: NOW_MS + 5000 });
  });

  it.each(['soon', '-1', '1e9', 'NaN', '0x1', '2026-13-45T99:99:99Z', '6m0', 's', ''])(
    'makes nothing of the value %j',
    (text) => {
      const headers = { 'anthropic-ratelimit-requests-limit': text, 'anthropic-ratelimit-requests-reset': text };
      expect(readLimits(headers, NOW_MS)?.[0] ?? { ...none, name: 'requests' }).toEqual({ ...none, name: 'requests' });
    },
  );

  it('keeps no more than twenty limits', () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyz'];
    const headers = Object.fromEntries(letters.map((letter) => [`anthropic-ratelimit-${letter}-limit`, '1']));
    expect(readLimits(headers, NOW_MS)).toHaveLength(20);
  });

  it('never throws, whatever the headers', () => {
    const name = fc.oneof(
      fc.string(),
      fc.string().map((tail) => `anthropic-ratelimit-${tail}`),
      fc.string().map((tail) => `x-ratelimit-reset-${tail}`),
    );
    fc.assert(
      fc.property(fc.dictionary(name, fc.oneof(fc.string(), fc.array(fc.string()))), (headers) => {
        for (const limit of readLimits(headers, NOW_MS) ?? [])
          for (const value of [limit.limit, limit.remaining, limit.utilization, limit.resetAtMs])
            expect(value === null || Number.isFinite(value)).toBe(true);
      }),
    );
  });
});

describe('waitForLimitsMs', () => {
  it('waits for the last of the limits that are used up', () => {
    const limits = [
      { ...none, name: 'requests', remaining: 0, resetAtMs: NOW_MS + 2000 },
      { ...none, name: 'tokens', remaining: 0, resetAtMs: NOW_MS + 9000 },
      { ...none, name: 'output_tokens', remaining: 5, resetAtMs: NOW_MS + 60_000 },
    ];
    expect(waitForLimitsMs(limits, NOW_MS)).toBe(9000);
  });

  it('counts a rejected window of a subscription', () => {
    const limits = [{ ...none, name: 'unified_5h', status: 'rejected', resetAtMs: NOW_MS + 3000 }];
    expect(waitForLimitsMs(limits, NOW_MS)).toBe(3000);
  });

  it('says nothing where no limit is used up, and never a negative wait', () => {
    expect(waitForLimitsMs(null, NOW_MS)).toBeNull();
    expect(waitForLimitsMs([{ ...none, name: 'requests', remaining: 3, resetAtMs: NOW_MS }], NOW_MS)).toBeNull();
    expect(waitForLimitsMs([{ ...none, name: 'requests', remaining: 0, resetAtMs: NOW_MS - 5 }], NOW_MS)).toBe(0);
  });
});
