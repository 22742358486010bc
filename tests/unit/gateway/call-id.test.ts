import { describe, expect, it } from 'vitest';
import { newCallId } from '../../../lib/gateway/call-id.ts';

describe('call ids', () => {
  it('are 26 characters without i, l, o and u', () => {
    expect(newCallId(1_795_506_920_753)).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
  });

  it('sort by time', () => {
    const times = [0, 1, 31, 32, 1023, 1_795_506_920_753, 1_795_506_920_754, 2 ** 48 - 1];
    const ids = times.map((time) => newCallId(time));
    expect(ids.toSorted()).toEqual(ids);
  });

  it('carry the time in their first ten characters', () => {
    const digits = '0123456789abcdefghjkmnpqrstvwxyz';
    const time = [...newCallId(1_795_506_920_753).slice(0, 10)].reduce((sum, c) => sum * 32 + digits.indexOf(c), 0);
    expect(time).toBe(1_795_506_920_753);
  });

  it('do not repeat, also beyond one fill of the random pool', () => {
    const ids = new Set(Array.from({ length: 10_000 }, () => newCallId(7)));
    expect(ids.size).toBe(10_000);
  });

  it('use every digit at every random place', () => {
    const ids = Array.from({ length: 3000 }, () => newCallId(7));
    for (let place = 10; place < 26; place++) expect(new Set(ids.map((id) => id[place])).size).toBe(32);
  });
});
