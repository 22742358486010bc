import type { Filter, Store } from '../../db/store.ts';
import type { Source } from '../outcome/vocabulary.ts';

/**
 * The sources in a range that do not tell of every attempt: a client's own retries absorb failures that they never see.
 * Telemetry tells of calls, and of attempts only where an HTTP client is instrumented too; reports are counted as blind
 * where their calls had more attempts than were told of. The gateway sees all.
 */
export async function blindSources(store: Pick<Store, 'aggregate'>, filter: Filter): Promise<Source[]> {
  const { outcome: _outcome, status: _status, ...range } = filter;
  const counts = async (unit: 'attempts' | 'calls') => {
    const query = { filter: range, unit, stepMs: null, groupBy: ['source' as const], histograms: false };
    return new Map((await store.aggregate(query)).map((cell) => [cell.group[0], cell.count + cell.retries]));
  };
  const attempts = await counts('attempts');
  const blind: Source[] = [];
  const reported = attempts.get('report') ?? 0;
  if (reported > 0 && ((await counts('calls')).get('report') ?? 0) > reported) blind.push('report');
  if ((attempts.get('otlp') ?? 0) > 0) blind.push('otlp');
  return blind;
}
