import { describe, expect, it } from 'vitest';
import { parseHttpDate } from '../../../lib/scheduler/http-date.ts';
import { type HintRules, readHint, readShouldRetry } from '../../../lib/scheduler/retry-after.ts';

const NOW = Date.UTC(2026, 10, 3, 12, 0, 0);

function hint(headers: Record<string, string>, rules: HintRules = 'strict') {
  return readHint((name) => headers[name] ?? null, NOW, rules);
}

describe('our own reading of a hint', () => {
  it('takes seconds, fractions too', () => {
    expect(hint({ 'retry-after': '2' })).toEqual({ kind: 'wait', waitMs: 2000, from: 'retry-after' });
    expect(hint({ 'retry-after': ' 0.25 ' })).toEqual({ kind: 'wait', waitMs: 250, from: 'retry-after' });
  });

  it('takes an HTTP date', () => {
    expect(hint({ 'retry-after': 'Tue, 03 Nov 2026 12:00:30 GMT' })).toMatchObject({ waitMs: 30_000 });
  });

  it('prefers retry-after-ms, and falls back when that is nothing to go by', () => {
    expect(hint({ 'retry-after-ms': '150', 'retry-after': '9' })).toMatchObject({
      waitMs: 150,
      from: 'retry-after-ms',
    });
    for (const bad of ['abc', '0', '-5'])
      expect(hint({ 'retry-after-ms': bad, 'retry-after': '9' })).toMatchObject({ waitMs: 9000, from: 'retry-after' });
  });

  it('says that there was none', () => {
    expect(hint({})).toEqual({ kind: 'none' });
    expect(hint({ 'retry-after': '' })).toEqual({ kind: 'none' });
  });

  it.each([
    ['-10', 'not_positive'],
    ['0', 'not_positive'],
    ['Tue, 03 Nov 2026 11:59:00 GMT', 'not_positive'],
    ['soon', 'not_a_time'],
    ['20 seconds', 'not_a_time'],
    ['0x20', 'not_a_time'],
    ['1e3', 'not_a_time'],
    ['NaN', 'not_a_time'],
    ['Infinity', 'not_a_time'],
    ['31536000', 'beyond_timer'],
    ['9'.repeat(80), 'beyond_timer'],
    ['Wed, 03 Nov 2027 12:00:00 GMT', 'beyond_timer'],
  ])('ignores %s and says why: %s', (value, because) => {
    expect(hint({ 'retry-after': value })).toEqual({ kind: 'ignored', from: 'retry-after', value, because });
  });

  it('keeps no more than a hundred characters of a hostile value', () => {
    const seen = hint({ 'retry-after': 'x'.repeat(10_000) });
    expect(seen.kind === 'ignored' && seen.value.length).toBe(100);
  });
});

describe("the Anthropic SDK's reading of a hint", () => {
  it('takes a number by its leading digits', () => {
    expect(hint({ 'retry-after': '20 seconds' }, 'anthropic-sdk')).toMatchObject({ waitMs: 20_000 });
    expect(hint({ 'retry-after': '1e3' }, 'anthropic-sdk')).toMatchObject({ waitMs: 1_000_000 });
  });

  it('does not fall back from a negative retry-after-ms, but does from zero', () => {
    const both = (ms: string) => hint({ 'retry-after-ms': ms, 'retry-after': '3' }, 'anthropic-sdk');
    expect(both('-5')).toMatchObject({ kind: 'ignored', because: 'not_positive' });
    expect(both('0')).toMatchObject({ kind: 'wait', waitMs: 3000 });
    expect(hint({ 'retry-after-ms': '0' }, 'anthropic-sdk')).toMatchObject({ kind: 'ignored' });
  });

  it('ends at what a timer can hold', () => {
    expect(hint({ 'retry-after': '2147483' }, 'anthropic-sdk')).toMatchObject({ waitMs: 2_147_483_000 });
    expect(hint({ 'retry-after': '2147484' }, 'anthropic-sdk')).toMatchObject({ because: 'beyond_timer' });
  });
});

describe('HTTP dates', () => {
  const expected = Date.UTC(1994, 10, 6, 8, 49, 37);
  it.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    'reads %s',
    (text) => expect(parseHttpDate(text, NOW)).toBe(expected),
  );

  it.each([
    'Zun, 06 Nov 1994 08:49:37 GMT',
    'Sun, 31 Feb 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 25:00:00 GMT',
    'Sun, 06 Nov 1994 08:60:00 GMT',
    'Sun, 06 Foo 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 08:49:37 +0100',
    '1994-11-06T08:49:37Z',
    '',
  ])('refuses %s', (text) => expect(parseHttpDate(text, NOW)).toBeNaN());

  it('takes a leap second, and a year of two digits as the nearer century', () => {
    expect(parseHttpDate('Sat, 31 Dec 2016 23:59:60 GMT', NOW)).toBe(Date.UTC(2017, 0, 1));
    expect(parseHttpDate('Sunday, 06-Nov-76 08:49:37 GMT', NOW)).toBe(Date.UTC(2076, 10, 6, 8, 49, 37));
    expect(parseHttpDate('Sunday, 06-Nov-77 08:49:37 GMT', NOW)).toBe(Date.UTC(1977, 10, 6, 8, 49, 37));
  });
});

describe('x-should-retry', () => {
  it.each([
    ['true', true],
    ['false', false],
    ['yes', null],
    [null, null],
  ])('%s is %s', (value, expected) => expect(readShouldRetry(() => value)).toBe(expected));
});
