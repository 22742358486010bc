import { parseJson } from '../body.ts';
import { startTrouble, type TimeRange } from '../report-attempt.ts';
import type { BodyEncoding, JobKind } from '../thread/messages.ts';
import { isCallEvent, loggedCall, summedUp } from './claude-code-log.ts';
import { logsFromJson, metricsInJson, spansFromJson } from './decode-json.ts';
import { logsFromProtobuf, metricsInProtobuf, spansFromProtobuf } from './decode-protobuf.ts';
import { isModelCall, modelCall } from './gen-ai-span.ts';
import { httpAttempt } from './http-span.ts';
import type { RetriesExhausted } from './retries-exhausted.ts';
import { parentKey } from './span-ids.ts';
import type { LogRecord, Span } from './telemetry.ts';
import type { Telemetry, Told } from './told.ts';

export interface ReadTelemetry {
  told: Told[];
  rejected: number;
  /** Why, for the first of them. */
  errors: string[];
  /** Records that tell of no call. */
  unused: number;
}

const MAX_ERRORS = 3;
const MAX_DURATION_MS = 7 * 86_400_000;

export interface TelemetryBody {
  kind: Exclude<JobKind, 'reports'>;
  encoding: BodyEncoding;
  body: Uint8Array;
}

/**
 * The calls and attempts that a body of telemetry tells of.
 * @throws BodyError for a body that cannot be read
 */
export function readTelemetry(
  { kind, encoding, body }: TelemetryBody,
  telemetry: Telemetry,
  exhausted: RetriesExhausted,
  range: TimeRange,
): ReadTelemetry {
  const read: ReadTelemetry = { told: [], rejected: 0, errors: [], unused: 0 };
  if (kind === 'metrics') read.unused = encoding === 'json' ? metricsInJson(parseJson(body)) : metricsInProtobuf(body);
  else if (kind === 'traces')
    readSpans(encoding === 'json' ? spansFromJson(parseJson(body)) : spansFromProtobuf(body), telemetry, read);
  else readLogs(encoding === 'json' ? logsFromJson(parseJson(body)) : logsFromProtobuf(body), exhausted, read);
  read.told = inOrder(read.told.filter((told) => isAcceptable(told, range, read)));
  return read;
}

function readSpans(spans: Iterable<Span>, telemetry: Telemetry, read: ReadTelemetry): void {
  const requests: Span[] = [];
  const calls = new Set<string>();
  for (const span of spans) {
    if (!isModelCall(span)) {
      if ('url.full' in span.attributes || 'http.url' in span.attributes) requests.push(span);
      else read.unused++;
      continue;
    }
    const told = modelCall(span);
    if (told) {
      read.told.push(told);
      calls.add(told.id);
    } else reject(read, 'traceId and spanId must be 16 and 8 bytes that are not all zero');
  }
  for (const span of requests) {
    const told = httpAttempt(span, telemetry, calls.has(parentKey(span) ?? ''));
    if (told) read.told.push(told);
    else read.unused++;
  }
}

function readLogs(records: Iterable<LogRecord>, exhausted: RetriesExhausted, read: ReadTelemetry): void {
  const byId = new Map<string, Told>();
  const summaries: Told[] = [];
  for (const record of records) {
    if (!isCallEvent(record)) {
      read.unused++;
      continue;
    }
    const told = loggedCall(record);
    if (record.eventName === 'api_retries_exhausted') {
      summaries.push(told);
      continue;
    }
    if (record.eventName === 'api_error') exhausted.note(told);
    byId.set(told.id, told);
  }
  // It sums up a failure that an `api_error` tells of as well; alone it is all there is.
  for (const summary of summaries) {
    const id = exhausted.find(summary);
    const failure = id && byId.get(id);
    if (failure) byId.set(id, summedUp(failure, summary));
    if (id === null) byId.set(summary.id, summary);
    else read.unused++;
  }
  for (const told of byId.values()) read.told.push(told);
}

function isAcceptable(told: Told, range: TimeRange, read: ReadTelemetry): boolean {
  const trouble = startTrouble(told.startedAtMs, range);
  if (trouble) reject(read, `the start ${trouble}`);
  else if (told.durationMs > MAX_DURATION_MS) reject(read, `it lasts ${told.durationMs} ms, more than 7 days`);
  else return true;
  return false;
}

function reject(read: ReadTelemetry, why: string): void {
  read.rejected++;
  if (read.errors.length < MAX_ERRORS && !read.errors.includes(why)) read.errors.push(why);
}

/** What was made for a call before the call, each by its start: then the last of them is known when the call comes. */
function inOrder(told: Told[]): Told[] {
  const calls = new Set(told.map((one) => one.id));
  const depth = (one: Told) => (one.parentId && calls.has(one.parentId) ? 0 : 1);
  return told.sort((a, b) => depth(a) - depth(b) || a.startedAtMs - b.startedAtMs);
}
