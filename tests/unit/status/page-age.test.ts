import { describe, expect, it } from 'vitest';
import type { PageRecord } from '../../../db/status-store.ts';
import { pageAge } from '../../../lib/status/page-age.ts';

const NOW = Date.UTC(2026, 0, 5);
const MINUTE = 60_000;
const A = 'https://a.example';
const B = 'https://b.example';

function record(over: Partial<PageRecord> = {}, problems: Record<string, string | null> = {}): PageRecord {
  return {
    page: 'anthropic',
    lastSeenMs: NOW - 14 * MINUTE,
    lastBase: A,
    addresses: Object.entries(problems).map(([base, problem]) => ({
      base,
      problem,
      lastOkMs: null,
      failingSinceMs: null,
    })),
    indicator: null,
    description: null,
    historyPage: null,
    ...over,
  };
}

describe('pageAge', () => {
  it.each<[string, PageRecord | null, string[], string]>([
    ['never seen', null, [A], 'not seen yet'],
    [
      'never seen, and failing',
      record({ lastSeenMs: null, lastBase: null }, { [A]: 'answers 403' }),
      [A],
      'not seen yet; it answers 403',
    ],
    ['just now', record({ lastSeenMs: NOW - 1000 }), [A, B], 'last seen less than a minute ago'],
    [
      'by the second',
      record({ lastBase: B }, { [A]: 'answers 403', [B]: null }),
      [A, B],
      'last seen 14 min ago, by the second address; the first answers 403',
    ],
    [
      'both fail',
      record({}, { [A]: 'answers 403', [B]: 'cannot be reached' }),
      [A, B],
      'last seen 14 min ago; the first answers 403, the second cannot be reached',
    ],
    ['only one, failing', record({}, { [A]: 'answers 503' }), [A], 'last seen 14 min ago; it answers 503'],
    [
      'by an address of before',
      record({}, { [A]: 'answers 403' }),
      [B],
      'last seen 14 min ago, by an address no longer set up',
    ],
    ['a clock turned back', record({ lastSeenMs: NOW + MINUTE }), [A], 'last seen less than a minute ago'],
  ])('%s', (_, known, bases, text) => {
    expect(pageAge(known, bases, MINUTE, NOW).text).toBe(text);
  });

  it('is stale after three looks, but never within a minute', () => {
    const stale = (agoMs: number, intervalMs: number) =>
      pageAge(record({ lastSeenMs: NOW - agoMs }), [A], intervalMs, NOW).stale;
    expect([
      stale(3 * MINUTE, MINUTE),
      stale(3 * MINUTE + 1, MINUTE),
      stale(MINUTE, 50),
      stale(MINUTE + 1, 50),
    ]).toEqual([false, true, false, true]);
    expect(pageAge(null, [A], MINUTE, NOW)).toMatchObject({ stale: true, ageMs: null, lastSeenMs: null });
  });
});
