import { BodyError } from '../body.ts';
import {
  type Attributes,
  type AttributeValue,
  cut,
  eventNameOf,
  isWanted,
  type LogRecord,
  MAX_ELEMENTS,
  msOfNanos,
  type Origin,
  type Span,
} from './telemetry.ts';

type Fields = Record<string, unknown>;

function fields(value: unknown, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new BodyError(400, `${what} is not an object`);
}

/** JSON null stands for a field's default, as everywhere in protobuf's JSON. */
function list(value: unknown, what: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new BodyError(400, `${what} is not an array`);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? cut(value) : '';
}

/** A 64-bit integer comes as text or as a number. */
function nanosToMs(value: unknown): number {
  const text = typeof value === 'number' ? value : typeof value === 'string' && /^\d{1,20}$/.test(value) ? value : 0;
  return msOfNanos(Number(text));
}

function anyValue(value: unknown): AttributeValue | null {
  if (typeof value !== 'object' || value === null) return null;
  const any = value as Fields;
  if (typeof any.stringValue === 'string') return cut(any.stringValue);
  if (typeof any.boolValue === 'boolean') return any.boolValue;
  if (any.intValue !== undefined) return Number(any.intValue);
  if (typeof any.doubleValue === 'number') return any.doubleValue;
  const values = (any.arrayValue as Fields | undefined)?.values;
  if (!Array.isArray(values)) return null;
  const texts = values.slice(0, MAX_ELEMENTS).map((element) => textOf((element as Fields | null)?.stringValue));
  return texts.filter((text) => text !== '');
}

function attributesOf(value: unknown): Attributes {
  const attributes: Attributes = {};
  for (const entry of list(value, 'attributes')) {
    const { key, value: held } = fields(entry, 'an attribute');
    if (typeof key !== 'string' || !isWanted(key)) continue;
    const read = anyValue(held);
    if (read !== null) attributes[key] = read;
  }
  return attributes;
}

/** Hands out what lies below `resourceX[].scopeX[].x[]`, each with where it came from. */
function* below(root: unknown, outer: string, middle: string, inner: string): Generator<[Origin, Fields]> {
  for (const group of list(fields(root, 'the body')[outer], outer)) {
    const { resource, ...rest } = fields(group, `an element of ${outer}`);
    const attributes = attributesOf((resource as Fields | null | undefined)?.attributes);
    for (const part of list(rest[middle], middle)) {
      const { scope, ...records } = fields(part, `an element of ${middle}`);
      const { name, version } = (scope ?? {}) as Fields;
      const origin = { resource: attributes, scopeName: textOf(name), scopeVersion: textOf(version) };
      for (const record of list(records[inner], inner)) yield [origin, fields(record, `an element of ${inner}`)];
    }
  }
}

/** Spans of an `ExportTraceServiceRequest` in JSON. @throws BodyError */
export function* spansFromJson(root: unknown): Generator<Span> {
  for (const [origin, span] of below(root, 'resourceSpans', 'scopeSpans', 'spans')) {
    const exceptions = list(span.events, 'events')
      .map((event) => fields(event, 'an event'))
      .filter(({ name }) => name === 'exception');
    const code = (span.status as Fields | null | undefined)?.code;
    yield {
      ...origin,
      traceId: textOf(span.traceId).toLowerCase(),
      spanId: textOf(span.spanId).toLowerCase(),
      parentSpanId: textOf(span.parentSpanId).toLowerCase(),
      name: textOf(span.name).slice(0, 200),
      startMs: nanosToMs(span.startTimeUnixNano),
      endMs: nanosToMs(span.endTimeUnixNano),
      failed: code === 2 || code === 'STATUS_CODE_ERROR',
      attributes: attributesOf(span.attributes),
      exception: exceptions.length > 0 ? attributesOf(exceptions.at(-1)?.attributes) : null,
    };
  }
}

/** Log records of an `ExportLogsServiceRequest` in JSON. @throws BodyError */
export function* logsFromJson(root: unknown): Generator<LogRecord> {
  for (const [origin, record] of below(root, 'resourceLogs', 'scopeLogs', 'logRecords')) {
    const attributes = attributesOf(record.attributes);
    const body = textOf((record.body as Fields | null | undefined)?.stringValue);
    yield {
      ...origin,
      traceId: textOf(record.traceId).toLowerCase(),
      spanId: textOf(record.spanId).toLowerCase(),
      timeMs: nanosToMs(record.timeUnixNano) || nanosToMs(record.observedTimeUnixNano),
      eventName: eventNameOf(textOf(record.eventName), attributes, body),
      attributes,
    };
  }
}

/** How many metrics an `ExportMetricsServiceRequest` in JSON holds. @throws BodyError */
export function metricsInJson(root: unknown): number {
  let metrics = 0;
  for (const _ of below(root, 'resourceMetrics', 'scopeMetrics', 'metrics')) metrics++;
  return metrics;
}
