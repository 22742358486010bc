import { describe, expect, it } from 'vitest';
import { compareTimes, NO_SUCH_PAGE } from '../../../bench/measure/compare-times.ts';

interface Counted {
  asked: string[];
}

function counted(): Counted {
  return { asked: [] };
}

const question = (name: string, answer: (of: Counted) => unknown = () => null) => ({
  name,
  ask: async (of: Counted) => {
    of.asked.push(name);
    return answer(of);
  },
});

describe('compareTimes', () => {
  it('asks all of both before it measures, then each as often of the one as of the other', async () => {
    const [small, large] = [counted(), counted()];
    const results = await compareTimes(small, large, [question('a'), question('b')], 3);
    expect(results.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(small.asked.slice(0, 4)).toEqual(['a', 'b', 'a', 'b']);
    expect(small.asked).toEqual(large.asked);
    // Quick ones are asked more often than the three times, up to a limit.
    expect(small.asked.length).toBeGreaterThanOrEqual(4 + 2 * (1 + 3));
    expect(small.asked.length).toBeLessThanOrEqual(4 + 2 * (1 + 30));
  });

  it('does not compare a page with one that is not there, and leaves out what neither has', async () => {
    const [small, large] = [counted(), counted()];
    const results = await compareTimes(
      small,
      large,
      [
        question('of the large one', (of) => (of === small ? NO_SUCH_PAGE : 1)),
        question('of neither', () => NO_SUCH_PAGE),
        question('of both'),
      ],
      2,
    );
    expect(results.map(({ name, small: times }) => [name, times !== null])).toEqual([
      ['of the large one', false],
      ['of both', true],
    ]);
    expect(results.every(({ large: { p50Ms, p95Ms } }) => p50Ms >= 0 && p95Ms >= p50Ms)).toBe(true);
  });
});
