import { type FieldError, readFields, validated } from '../scheduler/fields.ts';
import { notFound } from './api-error.ts';
import { errorAnswer } from './error-answer.ts';
import type { Exchange } from './handle.ts';
import {
  type Asked,
  breakdownOf,
  episodesOf,
  incidentsOf,
  policyHistoryOf,
  seriesOf,
  summaryOf,
} from './record-answers.ts';
import { validOrRefuse } from './refuse.ts';
import { TOGETHER_MAX, TOGETHER_PATHS, type TogetherAnswer, type TogetherPath } from './together-shapes.ts';

const ANSWERERS: Readonly<Record<TogetherPath, (asked: Asked) => Promise<unknown>>> = {
  '/api/summary': summaryOf,
  '/api/series': seriesOf,
  '/api/breakdown': breakdownOf,
  '/api/incidents': incidentsOf,
  '/api/episodes': episodesOf,
  '/api/policy/history': policyHistoryOf,
};
/** As much as a request's first line may have. */
const MAX_PATH_LENGTH = 16_384;

/** What answers to a path, given its parameters; `undefined`: it is none of those that can be asked together. */
export function answererOf(pathname: string): ((asked: Asked) => Promise<unknown>) | undefined {
  const known = TOGETHER_PATHS.find((path) => path === pathname);
  return known && ANSWERERS[known];
}

/**
 * Answers several paths in one go, for one moment. One that is refused or fails does not keep the others from their answers.
 * @param body `{ paths }`, each as it would be asked by itself: `/api/summary?from=now-7d&to=now`
 * @throws ApiError 400 naming what in the body is not understood
 */
export async function togetherAnswer(
  body: unknown,
  { nowMs, dashboard }: Pick<Exchange, 'nowMs' | 'dashboard'>,
): Promise<TogetherAnswer> {
  const paths = validOrRefuse(validated((errors) => readPaths(body, errors)));
  const answers = paths.map(async (path) => {
    const { pathname, searchParams: params } = new URL(path, 'http://localhost');
    const answerer = answererOf(pathname);
    const route = answerer ? pathname : '/api/together';
    try {
      if (!answerer) throw notFound(`${pathname.slice(0, 80)} cannot be asked together with others`);
      return { status: 200, body: await answerer({ params, nowMs, dashboard }) };
    } catch (error) {
      const { told, answer } = errorAnswer(error, dashboard.log, route);
      return { status: told.status, body: answer };
    }
  });
  return { answers: await Promise.all(answers) };
}

function readPaths(body: unknown, errors: FieldError[]): string[] {
  const fields = readFields(body ?? null, '', errors);
  const list = fields.raw('paths');
  const isList = Array.isArray(list) && list.length >= 1 && list.length <= TOGETHER_MAX;
  if (!isList) fields.fail('paths', list, `a list of 1 to ${TOGETHER_MAX}`);
  fields.end();
  const paths: unknown[] = isList ? list : [];
  for (const [i, path] of paths.entries())
    if (!isPath(path)) fields.fail(`paths[${i}]`, path, 'a path of this API with its query, such as "/api/summary"');
  return paths.filter(isPath);
}

function isPath(path: unknown): path is string {
  return typeof path === 'string' && path.startsWith('/api/') && path.length <= MAX_PATH_LENGTH;
}
