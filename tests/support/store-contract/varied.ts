import type { AggregateQuery, Filter } from '../../../db/store.ts';
import type { Attempt } from '../../../lib/outcome/attempt.ts';
import { anAttempt, anOverload } from '../attempts.ts';
import { ALL_TIME, DAY_MS, HOUR_MS, MINUTE_MS, T0 } from './ranges.ts';

/** Attempts over four days: retried, out of order, with rare labels, some of them at one instant. */
export function variedAttempts(): Attempt[] {
  const attempts: Attempt[] = [];
  for (let i = 0; i < 400; i++) {
    const startedAtMs = T0 + Math.floor(((i * 7919) % 400) * (DAY_MS / 100)) + (i % 5 === 0 ? 0 : i * 31);
    const labels = {
      callId: `call-${i}`,
      model: ['opus', 'sonnet', 'haiku', null][i % 4] ?? null,
      app: i % 50 === 0 ? 'rare' : ['search', 'chat', null][i % 3],
      client: i % 2 ? 'curl' : null,
      provider: i % 90 === 0 ? 'openai' : 'anthropic',
      endpoint: i % 7 ? '/v1/messages' : '/v1/messages/count_tokens',
      source: (['proxy', 'report', 'otlp'] as const)[i % 3],
      stream: i % 2 === 0,
    };
    const kind = i % 10;
    if (kind < 6) attempts.push(anAttempt({ ...labels, startedAtMs, durationMs: 50 + ((i * 37) % 5000) }));
    else if (kind < 8) attempts.push(...retriedCall(labels, startedAtMs, i));
    else if (kind === 8) attempts.push(anOverload({ ...labels, startedAtMs, durationMs: i }));
    else
      attempts.push(anAttempt({ ...labels, startedAtMs, outcome: 'timeout', status: null, ttftMs: null, usage: null }));
  }
  return attempts;
}

function retriedCall(labels: Partial<Attempt>, startedAtMs: number, i: number): Attempt[] {
  const first = anOverload({ ...labels, n: 1, final: i % 4 < 2, startedAtMs, durationMs: 90 });
  const secondAtMs = startedAtMs + 1000 + (i % 3) * 40 * MINUTE_MS;
  const call = { startedAtMs, durationMs: secondAtMs - startedAtMs + 700, queuedMs: i, backoffMs: 1000, attempts: 2 };
  const second = anAttempt({ ...labels, n: 2, startedAtMs: secondAtMs, durationMs: 700, call });
  return i % 20 < 10 ? [first, second] : [second, first];
}

export function variedFilters(): Filter[] {
  return [
    ALL_TIME,
    { fromMs: T0, toMs: T0 + DAY_MS },
    { ...ALL_TIME, outcome: ['overloaded'] },
    { ...ALL_TIME, outcome: ['ok', 'timeout'], model: [] },
    { ...ALL_TIME, status: [0] },
    { ...ALL_TIME, status: [529, 200] },
    { ...ALL_TIME, model: ['opus'] },
    { ...ALL_TIME, model: [''] },
    { ...ALL_TIME, app: ['rare'] },
    { ...ALL_TIME, provider: ['openai'], stream: [true] },
    { ...ALL_TIME, endpoint: ['/v1/messages/count_tokens'], source: ['report'] },
    { ...ALL_TIME, client: ['curl'], app: ['search', 'chat'] },
    { ...ALL_TIME, stream: [false] },
    { ...ALL_TIME, model: ["x' OR 1=1 --"] },
  ];
}

export function variedQueries(): AggregateQuery[] {
  const ranges: Pick<AggregateQuery, 'stepMs'>[] = [
    { stepMs: null },
    { stepMs: 7 * MINUTE_MS },
    { stepMs: 10 * MINUTE_MS },
    { stepMs: HOUR_MS },
    { stepMs: 6 * HOUR_MS },
    { stepMs: DAY_MS },
    { stepMs: 2 * DAY_MS },
  ];
  const groupings: AggregateQuery['groupBy'][] = [[], ['outcome'], ['model', 'status'], ['stream', 'source', 'app']];
  const odd = { fromMs: T0 + 13 * MINUTE_MS, toMs: T0 + 3 * DAY_MS + 7 * HOUR_MS + 41 * MINUTE_MS };
  return variedFilters().flatMap((filter, i) =>
    ranges.flatMap(({ stepMs }, j) =>
      (['attempts', 'calls'] as const).map((unit) => ({
        filter: (i + j) % 2 ? { ...filter, ...odd } : filter,
        unit,
        stepMs,
        groupBy: groupings[(i + j) % groupings.length] ?? [],
        histograms: (i + j) % 3 !== 0,
      })),
    ),
  );
}
