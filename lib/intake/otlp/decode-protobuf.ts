import protobuf from 'protobufjs/minimal.js';
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

type Reader = protobuf.Reader;

/** Far above what a batch holds, and few enough that walking them costs no memory that matters. */
const MAX_RECORDS = 200_000;
const NO_BYTES = new Uint8Array(0);

/**
 * Calls `take` for each field of the message that `bytes` hold; what it does not read (returns false) is skipped.
 * Field by field instead of into objects: what is not wanted is never built, and a message of a million empty parts
 * costs nothing. Numbers are those of opentelemetry-proto 1.x.
 */
function walk(bytes: Uint8Array, take: (field: number, reader: Reader, wireType: number) => boolean): void {
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (!take(tag >>> 3, reader, tag & 7)) reader.skipType(tag & 7, 0, tag >>> 3);
  }
}

/** The bytes of each field of this number: a string, or a message. */
function parts(bytes: Uint8Array, wanted: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  walk(bytes, (field, reader, wireType) => {
    if (field !== wanted || wireType !== 2) return false;
    if (found.length >= MAX_RECORDS) throw new BodyError(413, `the body holds more than ${MAX_RECORDS} records`);
    found.push(reader.bytes());
    return true;
  });
  return found;
}

const decoder = new TextDecoder();
function utf8(bytes: Uint8Array): string {
  // A character takes up to four bytes.
  return cut(decoder.decode(bytes.length > 16_000 ? bytes.subarray(0, 16_000) : bytes));
}

function hex(bytes: Uint8Array): string {
  return bytes.length > 32 ? '' : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** `fixed64` nanoseconds. */
function nanosToMs(reader: Reader): number {
  const low = reader.fixed32();
  return msOfNanos(reader.fixed32() * 4_294_967_296 + low);
}

/** `common.v1.AnyValue`; what is nested deeper is not read. */
function anyValue(bytes: Uint8Array, depth = 0): AttributeValue | null {
  let value: AttributeValue | null = null;
  walk(bytes, (field, reader, wireType) => {
    if (field === 1 && wireType === 2) value = utf8(reader.bytes());
    else if (field === 2 && wireType === 0) value = reader.bool();
    else if (field === 3 && wireType === 0) value = Number(reader.int64());
    else if (field === 4 && wireType === 1) value = reader.double();
    else if (field === 5 && wireType === 2 && depth === 0) value = texts(reader.bytes());
    else return false;
    return true;
  });
  return value;
}

function texts(arrayValue: Uint8Array): string[] {
  return parts(arrayValue, 1)
    .slice(0, MAX_ELEMENTS)
    .map((element) => anyValue(element, 1))
    .filter((element) => typeof element === 'string');
}

/** Adds a `common.v1.KeyValue`, if it is wanted. */
function addAttribute(attributes: Attributes, bytes: Uint8Array): void {
  let key = '';
  let held: Uint8Array | null = null;
  walk(bytes, (field, reader, wireType) => {
    if (wireType !== 2 || (field !== 1 && field !== 2)) return false;
    const part = reader.bytes();
    if (field === 2) held = part;
    else key = part.length > 100 ? '' : utf8(part);
    return true;
  });
  const value = held && isWanted(key) ? anyValue(held) : null;
  if (value !== null) attributes[key] = value;
}

function attributesIn(bytes: Uint8Array, wanted: number): Attributes {
  const attributes: Attributes = {};
  walk(bytes, (field, reader, wireType) => {
    if (field !== wanted || wireType !== 2) return false;
    addAttribute(attributes, reader.bytes());
    return true;
  });
  return attributes;
}

/** Hands out the records below resources and scopes, which signals number alike. */
function* below(root: Uint8Array): Generator<[Origin, Uint8Array]> {
  let records = 0;
  for (const group of parts(root, 1)) {
    const resource = attributesIn(parts(group, 1).at(-1) ?? NO_BYTES, 1);
    for (const part of parts(group, 2)) {
      const scope = parts(part, 1).at(-1) ?? NO_BYTES;
      const origin = {
        resource,
        scopeName: utf8(parts(scope, 1).at(-1) ?? NO_BYTES),
        scopeVersion: utf8(parts(scope, 2).at(-1) ?? NO_BYTES),
      };
      for (const record of parts(part, 2)) {
        if (++records > MAX_RECORDS) throw new BodyError(413, `the body holds more than ${MAX_RECORDS} records`);
        yield [origin, record];
      }
    }
  }
}

function readSpan(origin: Origin, bytes: Uint8Array): Span {
  const span: Span = {
    ...origin,
    traceId: '',
    spanId: '',
    parentSpanId: '',
    name: '',
    startMs: 0,
    endMs: 0,
    failed: false,
    attributes: {},
    exception: null,
  };
  walk(bytes, (field, reader, wireType) => {
    if (wireType === 1 && field === 7) span.startMs = nanosToMs(reader);
    else if (wireType === 1 && field === 8) span.endMs = nanosToMs(reader);
    else if (wireType !== 2) return false;
    else if (field === 1) span.traceId = hex(reader.bytes());
    else if (field === 2) span.spanId = hex(reader.bytes());
    else if (field === 4) span.parentSpanId = hex(reader.bytes());
    else if (field === 5) span.name = utf8(reader.bytes()).slice(0, 200);
    else if (field === 9) addAttribute(span.attributes, reader.bytes());
    else if (field === 11) span.exception = readException(reader.bytes()) ?? span.exception;
    else if (field === 15) span.failed = statusCode(reader.bytes()) === 2;
    else return false;
    return true;
  });
  return span;
}

function readException(event: Uint8Array): Attributes | null {
  const name = parts(event, 2).at(-1);
  return name?.length === 9 && utf8(name) === 'exception' ? attributesIn(event, 3) : null;
}

function statusCode(status: Uint8Array): number {
  let code = 0;
  walk(status, (field, reader, wireType) => {
    if (field !== 3 || wireType !== 0) return false;
    code = reader.int32();
    return true;
  });
  return code;
}

function readLog(origin: Origin, bytes: Uint8Array): LogRecord {
  const attributes: Attributes = {};
  let timeMs = 0;
  let observedMs = 0;
  let traceId = '';
  let spanId = '';
  let body = '';
  let eventName = '';
  walk(bytes, (field, reader, wireType) => {
    if (wireType === 1 && field === 1) timeMs = nanosToMs(reader);
    else if (wireType === 1 && field === 11) observedMs = nanosToMs(reader);
    else if (wireType !== 2) return false;
    else if (field === 5) body = textBody(reader.bytes());
    else if (field === 6) addAttribute(attributes, reader.bytes());
    else if (field === 9) traceId = hex(reader.bytes());
    else if (field === 10) spanId = hex(reader.bytes());
    else if (field === 12) eventName = utf8(reader.bytes());
    else return false;
    return true;
  });
  return {
    ...origin,
    traceId,
    spanId,
    timeMs: timeMs || observedMs,
    eventName: eventNameOf(eventName, attributes, body),
    attributes,
  };
}

/** Only a short body can be the name of an event. */
function textBody(bytes: Uint8Array): string {
  const value = bytes.length <= 200 ? anyValue(bytes, 1) : null;
  return typeof value === 'string' ? value : '';
}

/** Whatever protobuf cannot make sense of is the sender's mistake. */
function* orRefuse<T>(records: () => Generator<T>): Generator<T> {
  try {
    yield* records();
  } catch (error) {
    if (error instanceof BodyError) throw error;
    const why = error instanceof Error ? error.message.slice(0, 100) : '';
    throw new BodyError(400, `the body is not the protobuf message that it should be: ${why}`);
  }
}

/** Spans of an `ExportTraceServiceRequest`. @throws BodyError */
export function spansFromProtobuf(body: Uint8Array): Generator<Span> {
  return orRefuse(function* () {
    for (const [origin, record] of below(body)) yield readSpan(origin, record);
  });
}

/** Log records of an `ExportLogsServiceRequest`. @throws BodyError */
export function logsFromProtobuf(body: Uint8Array): Generator<LogRecord> {
  return orRefuse(function* () {
    for (const [origin, record] of below(body)) yield readLog(origin, record);
  });
}

/** How many metrics an `ExportMetricsServiceRequest` holds. @throws BodyError */
export function metricsInProtobuf(body: Uint8Array): number {
  let metrics = 0;
  const each = orRefuse(function* () {
    for (const _ of below(body)) yield 1;
  });
  for (const one of each) metrics += one;
  return metrics;
}
