import { telemetryId } from '../ids.ts';
import type { Span } from './telemetry.ts';

const isId = (text: string, digits: number) => text.length === digits && /^[0-9a-f]+$/.test(text) && /[^0]/.test(text);

/** The id on record of a span; `null`: its ids are not what the specification asks for. */
export function spanKey(traceId: string, spanId: string): string | null {
  return isId(traceId, 32) && isId(spanId, 16) ? telemetryId('span', traceId, spanId) : null;
}

export function parentKey({ traceId, parentSpanId }: Span): string | null {
  return spanKey(traceId, parentSpanId);
}
