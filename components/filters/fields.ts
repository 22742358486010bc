import type { FilterField } from '../../lib/api/filters.ts';
import { isOutcome } from '../../lib/outcome/vocabulary.ts';
import { OUTCOME_STYLES } from '../outcome/outcome-style.ts';

/** What rows can be chosen by, in the order of the menu. */
export const FILTER_FIELDS = [
  'outcome',
  'status',
  'model',
  'app',
  'client',
  'endpoint',
  'stream',
  'provider',
  'source',
] as const satisfies readonly FilterField[];

export const FIELD_LABELS: Record<FilterField, string> = {
  outcome: 'Outcome',
  status: 'Status',
  model: 'Model',
  app: 'App',
  client: 'Client',
  endpoint: 'Endpoint',
  stream: 'Streaming',
  provider: 'Provider',
  source: 'Source',
};

const SOURCE_LABELS: Record<string, string> = { proxy: 'Gateway', report: 'Report', otlp: 'OpenTelemetry' };
const NONE_LABELS: Partial<Record<FilterField, string>> = {
  status: 'No answer',
  app: 'No app named',
  model: 'No model',
  client: 'Unknown client',
};

/** A value of a filter as people read it. */
export function valueLabel(field: FilterField, value: string): string {
  if (field === 'outcome' && isOutcome(value)) return OUTCOME_STYLES[value].label;
  if (field === 'stream') return value === 'true' ? 'Streaming' : 'Not streaming';
  if (field === 'source') return SOURCE_LABELS[value] ?? value;
  if (value === '' || (field === 'status' && value === '0')) return NONE_LABELS[field] ?? '(none)';
  return value;
}
