import type { LimitReading, Usage } from './attempt.ts';
import type { DialectName } from './dialect.ts';
import type { HeaderRecord } from './headers.ts';
import type { Outcome, Phase } from './vocabulary.ts';

export interface ExchangeOptions {
  dialect: DialectName;
  /** Wire status; `null`: no head came (no connection, time-out), so only `finish` follows. */
  status: number | null;
  headers: HeaderRecord;
  /** When our request was sent. */
  startedAtMs: number;
  /** When the head came, for waits and resets in headers; default: `startedAtMs`. */
  headAtMs?: number;
  requestModel: string | null;
  streamRequested: boolean;
}

/** How the exchange ended, as the transport saw it, and whether anything of the body had been passed on by then. */
export type ExchangeEnd = { passedOn: boolean } & (
  | { kind: 'complete' }
  | { kind: 'upstream_closed' }
  | { kind: 'client_gone' }
  | { kind: 'timeout'; what: 'connect' | 'first_byte' | 'silence' }
  | { kind: 'network'; code: string; message: string }
);

export interface ExchangeResult {
  outcome: Outcome;
  /** Of a stream that failed, asked for or begun; else `null`. */
  phase: Phase | null;
  errorType: string | null;
  /** A finer code, such as Anthropic's `error.details.error_code`. */
  errorCode: string | null;
  /** At most 500 characters, with keys masked. */
  errorMessage: string | null;
  requestId: string | null;
  /** As the response named it, else as the request asked. */
  model: string | null;
  usage: Usage | null;
  stopReason: string | null;
  ttftMs: number | null;
  /** What the provider asked us to wait; of errors only. */
  retryAfterMs: number | null;
  limits: LimitReading[] | null;
  organizationId: string | null;
  /** Whether the response was an event stream, or should have been one. */
  stream: boolean;
}

/**
 * `pending`: a streamed 2xx whose first event has not come yet; hold it back, for as long as you see fit.
 * `pass`: pass it on. `fail`: an error, known before anything was passed on.
 */
export type Decision = 'pending' | 'pass' | 'fail';

export interface ExchangeReader {
  readonly decision: Decision;
  /** Takes a piece of the decoded body (no content-encoding), in any split. Never throws. */
  write(decodedChunk: Uint8Array, atMs: number): void;
  /** Says that a `pending` response is passed on all the same, its first event having been waited for long enough. */
  letPass(): void;
  /** The verdict. May be called once. A stream that ends while `pending` has its decision made here too. */
  finish(end: ExchangeEnd): ExchangeResult;
}
