import { describe, expect, it, test } from 'vitest';
import { readRetryAfterMs } from '../../../lib/outcome/retry-after.ts';

const NOW_MS = Date.parse('2026-11-24T12:00:00Z');
const DAY_MS = 86_400_000;

describe('readRetryAfterMs', () => {
  test.each([
    ['nothing', {}, null],
    ['seconds', { 'retry-after': '7' }, 7000],
    ['zero', { 'retry-after': '0' }, 0],
    ['fractions of a second', { 'retry-after': '1.5' }, 1500],
    ['white space', { 'retry-after': ' 12 ' }, 12_000],
    ['milliseconds', { 'retry-after-ms': '250' }, 250],
    ['milliseconds before seconds', { 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    ['seconds where the milliseconds are garbage', { 'retry-after-ms': 'soon', 'retry-after': '9' }, 9000],
    ['an HTTP date', { 'retry-after': 'Tue, 24 Nov 2026 12:01:30 GMT' }, 90_000],
    ['an HTTP date just past', { 'retry-after': 'Tue, 24 Nov 2026 11:59:00 GMT' }, 0],
    ['an HTTP date long past', { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }, null],
    ['an HTTP date next year', { 'retry-after': 'Wed, 24 Nov 2027 12:00:00 GMT' }, null],
    ['a date of another kind', { 'retry-after': '2026-11-24T12:01:30Z' }, null],
    ['negative seconds', { 'retry-after': '-5' }, null],
    ['an exponent', { 'retry-after': '1e3' }, null],
    ['hexadecimal', { 'retry-after': '0x10' }, null],
    ['infinity', { 'retry-after': 'Infinity' }, null],
    ['garbage', { 'retry-after': 'a while' }, null],
    ['an empty value', { 'retry-after': '' }, null],
    ['a week, as subscriptions say', { 'retry-after': '604800' }, 7 * DAY_MS],
    ['31 days', { 'retry-after': '2678400' }, 31 * DAY_MS],
    ['more than 31 days', { 'retry-after': '2678401' }, null],
    ['an HTTP date that is now', { 'retry-after': 'Tue, 24 Nov 2026 12:00:00 GMT' }, 0],
    ['an HTTP date five minutes past', { 'retry-after': 'Tue, 24 Nov 2026 11:55:00 GMT' }, 0],
    ['an HTTP date further past', { 'retry-after': 'Tue, 24 Nov 2026 11:54:59 GMT' }, null],
    ['a year', { 'retry-after': '31536000' }, null],
    ['digits without end', { 'retry-after': '9'.repeat(400) }, null],
    ['a repeated header: the first', { 'retry-after': ['3', '9'] }, 3000],
  ])('%s', (_name, headers, expected) => {
    expect(readRetryAfterMs(headers, NOW_MS)).toBe(expected);
  });

  it('reads every date relative to the time it is given', () => {
    const headers = { 'retry-after': 'Tue, 24 Nov 2026 12:00:10 GMT' };
    expect(readRetryAfterMs(headers, NOW_MS + 4000)).toBe(6000);
  });
});
