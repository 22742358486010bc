import { adviceOf } from './advice.ts';
import { dashboard } from './dashboard.ts';
import { healthAnswer } from './health.ts';
import { limitsAnswer } from './limits.ts';
import type { LiveMark } from './live-shapes.ts';
import { ParamError } from './param-error.ts';
import { readLimitsQuery } from './query.ts';
import type { Asked } from './record-answers.ts';
import type { HealthAnswer } from './shapes.ts';
import { soon } from './soon.ts';
import { answererOf } from './together.ts';

/** Of what a page begins with, the paths that are not asked together with others. */
const ALONE: Readonly<Record<string, (asked: Asked) => Promise<unknown>>> = {
  '/api/limits': ({ params, nowMs, dashboard }) =>
    limitsAnswer(dashboard, readLimitsQuery(params, nowMs), nowMs, dashboard.closing),
  '/api/advice': adviceOf,
};

/**
 * What the API answers to these paths with their queries, for a page that has checked who asks; `null` for what is
 * refused, fails, or cannot be told at once: the page asks by itself, and says what is wrong.
 */
export function firstAnswers(paths: readonly string[]): Promise<unknown[]> {
  const own = dashboard();
  const nowMs = Date.now();
  return Promise.all(
    paths.map((path) => {
      const { pathname, searchParams: params } = new URL(path, 'http://localhost');
      return soon(answer(pathname, { params, nowMs, dashboard: own }), own.log);
    }),
  );
}

async function answer(pathname: string, asked: Asked): Promise<unknown> {
  try {
    return (await (answererOf(pathname) ?? ALONE[pathname])?.(asked)) ?? null;
  } catch (error) {
    if (error instanceof ParamError) return null;
    throw error;
  }
}

/** What `GET /api/health` answers to who may read, likewise. */
export function firstHealth(): Promise<HealthAnswer | null> {
  const own = dashboard();
  return soon(healthAnswer(own, Date.now(), true), own.log);
}

/** How far everything had come, to be taken before a page's first answers: what comes after is told by the live stream. */
export function liveMark(): Promise<LiveMark | null> {
  const own = dashboard();
  return soon(own.live.mark(), own.log);
}
