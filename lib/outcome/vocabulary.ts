/** What became of one attempt. The wire status alone cannot say: a stream that began with 200 may still be an overload. */
export const OUTCOMES = [
  'ok',
  'overloaded',
  'rate_limited',
  'spend_limited',
  'server_error',
  'timeout',
  'network_error',
  'truncated',
  'client_error',
  'cancelled',
  'shed',
  'abandoned',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** When a response failed: before anything was passed on to the client (it can still be retried), or after. */
export const PHASES = ['before_content', 'mid_stream'] as const;
export type Phase = (typeof PHASES)[number];

/** How an attempt became known to us. */
export const SOURCES = ['proxy', 'report', 'otlp'] as const;
export type Source = (typeof SOURCES)[number];

/** What a rate counts: exchanges with the provider, or what the application asked for. Never mixed on one chart. */
export const UNITS = ['attempts', 'calls'] as const;
export type Unit = (typeof UNITS)[number];

/** Outcomes that say the provider had no capacity. Account limits are never among them. */
export const CAPACITY_OUTCOMES: readonly Outcome[] = ['overloaded'];

export function isOutcome(value: string): value is Outcome {
  return (OUTCOMES as readonly string[]).includes(value);
}
