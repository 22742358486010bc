import { median, quantile } from '../statistics.ts';

/** Of one question to one database, in milliseconds. */
export interface QueryTimes {
  p50Ms: number;
  p95Ms: number;
}

export interface QueryResult {
  name: string;
  /** `null`: the small database has no such page. */
  small: QueryTimes | null;
  large: QueryTimes;
}

/** What a question about a page answers where there is none. */
export const NO_SUCH_PAGE = Symbol('no such page');

export interface Question<T> {
  name: string;
  ask(of: T): Promise<unknown>;
}

/** Where a question takes less than this in all rounds together, more are made: the clock alone would blur so few. */
const LEAST_MS = 40;
const MOST_ROUNDS = 10;

/**
 * Asks every question of both in turns, so that both meet the same machine. Before that all are asked twice: what is
 * measured is neither the filling of caches nor the warming of code.
 * @param rounds at least; at most ten times as many, of quick ones
 */
export async function compareTimes<T>(
  small: T,
  large: T,
  questions: readonly Question<T>[],
  rounds: number,
): Promise<QueryResult[]> {
  for (let i = 0; i < 2; i++) for (const { ask } of questions) for (const one of [small, large]) await ask(one);
  const results: QueryResult[] = [];
  for (const question of questions) {
    const there = { small: await isThere(question, small), large: await isThere(question, large) };
    if (!there.large) continue;
    const times = { small: [] as number[], large: [] as number[] };
    const startMs = performance.now();
    const isEnough = (round: number) => performance.now() - startMs >= LEAST_MS || round >= rounds * MOST_ROUNDS;
    for (let round = 0; round < rounds || !isEnough(round); round++) {
      if (there.small) times.small.push(await timeMs(question, small));
      times.large.push(await timeMs(question, large));
    }
    results.push({
      name: question.name,
      small: there.small ? timesOf(times.small) : null,
      large: timesOf(times.large),
    });
  }
  return results;
}

async function isThere<T>({ ask }: Question<T>, of: T): Promise<boolean> {
  return (await ask(of)) !== NO_SUCH_PAGE;
}

async function timeMs<T>({ ask }: Question<T>, of: T): Promise<number> {
  const startMs = performance.now();
  await ask(of);
  return performance.now() - startMs;
}

function timesOf(samplesMs: number[]): QueryTimes {
  return { p50Ms: median(samplesMs), p95Ms: quantile(samplesMs, 0.95) };
}
