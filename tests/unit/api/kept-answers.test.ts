import { describe, expect, it } from 'vitest';
import { KeptAnswers } from '../../../lib/api/kept-answers.ts';

/** Answers that are numbered, and take as long as is said. */
function bench() {
  let nowMs = 1_000;
  let count = 0;
  const kept = new KeptAnswers<number>(() => nowMs);
  return {
    pass: (ms: number) => {
      nowMs += ms;
    },
    ask: (question: string, takesMs = 100) =>
      kept.of(question, async () => {
        count++;
        const own = count;
        nowMs += takesMs;
        return own;
      }),
    askAndFail: (question: string) => kept.of(question, () => Promise.reject(new Error('no'))),
    waitFor: (question: string, answer: Promise<number>) => kept.of(question, () => answer),
  };
}

describe('KeptAnswers', () => {
  it('gives an answer again for as long as it is worth it', async () => {
    const { ask, pass } = bench();
    expect(await ask('a')).toBe(1);
    pass(19_999);
    expect(await ask('a')).toBe(1);
    pass(2);
    expect(await ask('a')).toBe(2);
  });

  it('keeps none for more than a minute, and one that took no time not at all', async () => {
    const { ask, pass } = bench();
    expect(await ask('slow', 10_000)).toBe(1);
    pass(59_999);
    expect(await ask('slow')).toBe(1);
    pass(2);
    expect(await ask('slow')).toBe(2);
    expect(await ask('quick', 0)).toBe(3);
    expect(await ask('quick', 0)).toBe(4);
  });

  it('tells questions apart', async () => {
    const { ask } = bench();
    expect([await ask('a'), await ask('b'), await ask('a')]).toEqual([1, 2, 1]);
  });

  it('works out once what is asked at the same time', async () => {
    const { waitFor, ask } = bench();
    const { promise, resolve } = Promise.withResolvers<number>();
    const both = Promise.all([waitFor('a', promise), ask('a')]);
    resolve(7);
    expect(await both).toEqual([7, 7]);
  });

  it('fails all who wait, and asks again after', async () => {
    const { askAndFail, ask } = bench();
    const results = await Promise.allSettled([askAndFail('a'), ask('a')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await ask('a')).toBe(1);
  });

  it('forgets the oldest of very many', async () => {
    const { ask } = bench();
    for (let i = 1; i <= 33; i++) expect(await ask(`q${i}`)).toBe(i);
    expect(await ask('q33')).toBe(33);
    expect(await ask('q2')).toBe(2);
    expect(await ask('q1')).toBe(34);
  });
});
