import { dashboard } from './dashboard.ts';
import { ParamError } from './param-error.ts';
import {
  type Asked,
  breakdownOf,
  episodesOf,
  incidentsOf,
  policyHistoryOf,
  seriesOf,
  summaryOf,
} from './record-answers.ts';
import { soon } from './soon.ts';

/** What a page may begin with. */
const ANSWERS: Readonly<Record<string, (asked: Asked) => unknown>> = {
  '/api/summary': summaryOf,
  '/api/series': seriesOf,
  '/api/breakdown': breakdownOf,
  '/api/incidents': incidentsOf,
  '/api/episodes': episodesOf,
  '/api/policy/history': policyHistoryOf,
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
    return (await ANSWERS[pathname]?.(asked)) ?? null;
  } catch (error) {
    if (error instanceof ParamError) return null;
    throw error;
  }
}
