import type { FilterField } from '../../lib/api/filters.ts';
import type { CallJson } from '../../lib/api/shapes.ts';
import type { FilterValues } from '../filters/use-filters.ts';

const FIELD_VALUES: Record<FilterField, (call: CallJson) => string> = {
  outcome: (call) => call.outcome,
  status: (call) => String(call.status ?? 0),
  model: (call) => call.model ?? '',
  provider: (call) => call.provider,
  endpoint: (call) => call.endpoint,
  app: (call) => call.app ?? '',
  client: (call) => call.client ?? '',
  source: (call) => call.source,
  stream: (call) => String(call.stream),
};

/** Whether a call that has just ended belongs on the page: what the server's filters and search would say of it. */
export function belongs(call: CallJson, filters: FilterValues, search: string): boolean {
  const passes = (Object.keys(FIELD_VALUES) as FilterField[]).every(
    (field) => filters[field].length === 0 || filters[field].includes(FIELD_VALUES[field](call)),
  );
  const text = search.trim().toLowerCase();
  if (!passes || text === '') return passes;
  const ids = [call.id, call.requestId].map((id) => id?.toLowerCase());
  return ids.includes(text) || (call.errorMessage ?? '').toLowerCase().includes(text);
}

function newestFirst(a: CallJson, b: CallJson): number {
  return b.startedAt - a.startedAt || b.seq - a.seq;
}

/**
 * Lists of calls made one, newest first, each call once in its latest state. Calls older than the last one loaded are
 * left out while more pages wait, for they come with theirs.
 */
export function mergeCalls(loaded: readonly CallJson[], fresh: readonly CallJson[], hasMore: boolean): CallJson[] {
  if (fresh.length === 0) return [...loaded];
  const oldest = loaded.at(-1);
  const byId = new Map(loaded.map((call) => [call.id, call]));
  for (const call of fresh) {
    const known = byId.get(call.id);
    if (known ? known.seq < call.seq : !(hasMore && oldest && newestFirst(call, oldest) > 0)) byId.set(call.id, call);
  }
  return [...byId.values()].sort(newestFirst);
}
