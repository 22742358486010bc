import protobuf from 'protobufjs/minimal.js';
import type { BodyEncoding, IntakeCounts, JobAnswer, JobKind } from '../thread/messages.ts';
import { NO_COUNTS } from '../thread/messages.ts';

const CONTENT_TYPE = { json: 'application/json', protobuf: 'application/x-protobuf' } as const;

/** `google.rpc.Code` for what we answer; the rest is UNKNOWN. */
const RPC_CODE: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  405: 12,
  408: 4,
  413: 3,
  415: 3,
  429: 8,
  503: 14,
};

const REJECTED_FIELD = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
} as const;

type Signal = Exclude<JobKind, 'reports'>;

/** 200, with `partial_success` only if something was rejected. */
export function exported(
  signal: Signal,
  encoding: BodyEncoding,
  counts: IntakeCounts,
  errors: readonly string[],
): JobAnswer {
  const { rejected } = counts;
  const errorMessage = errors.join('; ');
  const base = { status: 200, code: null, contentType: CONTENT_TYPE[encoding], retryAfterMs: null, counts };
  if (encoding === 'json') {
    const partialSuccess = { [REJECTED_FIELD[signal]]: String(rejected), errorMessage };
    return { ...base, body: JSON.stringify(rejected > 0 ? { partialSuccess } : {}) };
  }
  const writer = protobuf.Writer.create();
  if (rejected > 0) {
    writer.uint32(10).fork();
    writer.uint32(8).int64(rejected);
    writer.uint32(18).string(errorMessage);
    writer.ldelim();
  }
  return { ...base, body: writer.finish() };
}

/** A failure as a `google.rpc.Status`. */
export function telemetryRefused(
  encoding: BodyEncoding,
  status: number,
  code: string,
  message: string,
  retryAfterMs: number | null = null,
): JobAnswer {
  const rpcCode = RPC_CODE[status] ?? 2;
  const body =
    encoding === 'json'
      ? JSON.stringify({ code: rpcCode, message })
      : protobuf.Writer.create().uint32(8).int32(rpcCode).uint32(18).string(message).finish();
  return { status, code, contentType: CONTENT_TYPE[encoding], body, retryAfterMs, counts: NO_COUNTS };
}
