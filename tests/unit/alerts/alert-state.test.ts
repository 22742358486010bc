import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Switch, turn } from '../../../lib/alerts/alert-state.ts';

const RULE = { afterMs: 3, againAfterMs: 10 };

/** Looks one after the other, a time unit apart; when it was told of. */
function toldAt(looks: boolean[]): number[] {
  let state: Switch | undefined;
  return looks.flatMap((isOn, nowMs) => {
    const { next, tell } = turn(state, isOn, RULE, nowMs);
    state = next;
    return tell ? [nowMs] : [];
  });
}

test('whatever flickers, it is told of only after being on, and again only after being off for long', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 80 }), (looks) => {
      const told = toldAt(looks);
      for (const at of told) expect(looks.slice(at - 3, at + 1)).toEqual([true, true, true, true]);
      for (const [i, at] of told.entries()) {
        if (i === 0) continue;
        const between = looks.slice((told[i - 1] ?? 0) + 1, at);
        const longestOff = Math.max(
          ...between
            .join(',')
            .split('true')
            .map((off) => off.split('false').length - 1),
        );
        expect(longestOff).toBeGreaterThan(10);
      }
    }),
    { numRuns: 500 },
  );
});

test('what stays on is told of once', () => {
  expect(toldAt(Array(100).fill(true))).toEqual([3]);
});
