import type { FilterField } from '../../lib/api/filters.ts';

interface Scope {
  from: string;
  to: string;
  filters?: Partial<Record<FilterField, readonly string[]>>;
}

/** The query string that asks the API for a range and filters, and whatever else a path takes. */
export function apiQuery(
  { from, to, filters = {} }: Scope,
  more: Record<string, string | number | undefined> = {},
): string {
  const params = new URLSearchParams({ from, to });
  for (const [field, values] of Object.entries(filters)) for (const value of values ?? []) params.append(field, value);
  for (const [name, value] of Object.entries(more))
    if (value !== undefined && value !== '') params.set(name, String(value));
  return params.toString();
}
