import type { IncomingHttpHeaders } from 'node:http';
import type { DialectName } from '../outcome/dialect.ts';
import {
  createExchangeReader,
  type Decision,
  type ExchangeEnd,
  type ExchangeReader,
  type ExchangeResult,
} from '../outcome/exchange.ts';
import { headerValue } from '../outcome/headers.ts';
import { type BodyTap, createBodyTap, type TapReader } from './body-tap.ts';

/** What the request tells that bears on its response. */
export interface RequestSide {
  readonly dialect: DialectName;
  /** As far as the request has been read. */
  requestModel(): string | null;
  streamRequested(): boolean;
}

export interface SideReaderOwner {
  /** Something was read that may have brought a decision, later than it was written. */
  onRead(): void;
  onUnreadable(reason: string): void;
}

/** The clock of one exchange: epoch milliseconds that never run backwards. */
export interface ExchangeClock {
  readonly startedAtMs: number;
  nowMs(): number;
}

/** Reads a response beside its way to the client, decoding it where it is compressed. */
export class SideReader implements TapReader {
  private readonly owner: SideReaderOwner;
  private readonly clock: ExchangeClock;
  private readonly reader: ExchangeReader;
  private readonly tap: BodyTap | null;
  private readable = true;
  result: ExchangeResult | null = null;

  constructor(
    owner: SideReaderOwner,
    clock: ExchangeClock,
    request: RequestSide,
    status: number | null,
    headers: IncomingHttpHeaders,
  ) {
    this.owner = owner;
    this.clock = clock;
    this.reader = createExchangeReader({
      dialect: request.dialect,
      status,
      headers,
      startedAtMs: clock.startedAtMs,
      headAtMs: clock.nowMs(),
      requestModel: request.requestModel(),
      streamRequested: request.streamRequested(),
    });
    this.tap = createBodyTap(headerValue(headers, 'content-encoding'), this);
  }

  /** What cannot be read cannot be waited for either. */
  get decision(): Decision {
    return this.readable ? this.reader.decision : 'pass';
  }

  write(chunk: Buffer): void {
    if (this.result) return;
    if (!this.tap) this.reader.write(chunk, this.clock.nowMs());
    else if (this.readable) this.tap.write(chunk);
  }

  letPass(): void {
    this.reader.letPass();
  }

  /** Calls back once everything written has been read. */
  drain(done: () => void): void {
    if (this.tap && !this.result) this.tap.end(done);
    else done();
  }

  /** The verdict; the first one stands. */
  conclude(end: ExchangeEnd): ExchangeResult {
    this.result ??= this.reader.finish(end);
    return this.result;
  }

  close(): void {
    this.tap?.close();
  }

  onDecoded(chunk: Buffer): void {
    if (this.result) return;
    this.reader.write(chunk, this.clock.nowMs());
    this.owner.onRead();
  }

  onUnreadable(reason: string): void {
    this.readable = false;
    this.owner.onUnreadable(reason);
    this.owner.onRead();
  }
}
