import { randomBytes } from 'node:crypto';
import { type Received, send } from './http-client.ts';

type Value = string | number | boolean | string[];

function anyValue(value: Value): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

export function attributes(values: Record<string, Value>): object[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));
}

const nanos = (ms: number) => `${Math.round(ms)}000000`;

export interface SpanOptions {
  name?: string;
  traceId?: string;
  spanId?: string;
  parentSpanId?: string;
  startMs?: number;
  durationMs?: number;
  failed?: boolean;
  exception?: Record<string, Value>;
}

/** A span in OTLP's JSON. */
export function aSpan(values: Record<string, Value>, options: SpanOptions = {}): object {
  const startMs = options.startMs ?? Date.now() - 60_000;
  return {
    traceId: options.traceId ?? randomBytes(16).toString('hex'),
    spanId: options.spanId ?? randomBytes(8).toString('hex'),
    parentSpanId: options.parentSpanId,
    name: options.name ?? 'chat claude-sonnet-5',
    kind: 3,
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(startMs + (options.durationMs ?? 800)),
    attributes: attributes(values),
    status: options.failed ? { code: 2 } : {},
    events: options.exception ? [{ name: 'exception', attributes: attributes(options.exception) }] : [],
  };
}

export function traces(spans: object[], resource: Record<string, Value> = { 'service.name': 'shop' }): object {
  return {
    resourceSpans: [
      { resource: { attributes: attributes(resource) }, scopeSpans: [{ scope: { name: 'test' }, spans }] },
    ],
  };
}

/** Posts to `/otlp/v1/SIGNAL`; objects as JSON, bytes as protobuf. */
export function postOtlp(
  url: string,
  signal: 'traces' | 'logs' | 'metrics',
  body: object | string | Uint8Array,
  headers: Record<string, string> = {},
): Promise<Received> {
  const isBytes = body instanceof Uint8Array;
  return send(url, {
    method: 'POST',
    path: `/otlp/v1/${signal}`,
    headers: { 'content-type': isBytes ? 'application/x-protobuf' : 'application/json', ...headers },
    body: isBytes || typeof body === 'string' ? body : JSON.stringify(body),
  });
}
