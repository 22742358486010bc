import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DialectName } from '../outcome/dialect.ts';
import type { CallRecord } from './call-record.ts';
import type { Counters } from './counters.ts';
import { Delivery } from './delivery.ts';
import type { Exchange } from './exchange.ts';
import { clientHeaders, trailerPairs } from './headers.ts';
import { answerOwn, type OwnAnswer } from './own-answer.ts';
import * as refusals from './refusals.ts';
import type { RetryLoop } from './retry-loop.ts';

/** What a call's client gets: the upstream's answer with Weir's headers added, or one of our own. */
export class Reply {
  private readonly request: IncomingMessage;
  private readonly response: ServerResponse;
  private readonly dialect: DialectName;
  private readonly record: CallRecord;
  private readonly retries: RetryLoop;
  private readonly counters: Counters;
  readonly delivery: Delivery;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    call: { dialect: DialectName; record: CallRecord; retries: RetryLoop; counters: Counters },
  ) {
    this.request = request;
    this.response = response;
    this.dialect = call.dialect;
    this.record = call.record;
    this.retries = call.retries;
    this.counters = call.counters;
    this.delivery = new Delivery(request, response);
  }

  /** The client has left. */
  get clientGone(): boolean {
    return this.response.destroyed;
  }

  /** Writes the head of an upstream's answer; `false`: it holds what may not be in a head. */
  begin(exchange: Exchange): boolean {
    const { delivery, retries } = this;
    const status = exchange.status ?? 502;
    const length = exchange.contentLength;
    const framing = { chunked: delivery.chunks(status, length) };
    const headers = clientHeaders(exchange.rawHeaders, framing, retries.givenUp ? 'x-should-retry' : null);
    return delivery.begin(status, exchange.statusText, headers.concat(this.ownHeaders()), length);
  }

  /** The end of what was passed on, or, where nothing was, an answer of our own. */
  end(exchange: Exchange, own: OwnAnswer | null): void {
    if (!exchange.passedOn) this.own(own ?? refusals.BAD_HEAD);
    else if (exchange.whole) this.delivery.end(trailerPairs(exchange.rawTrailers));
    else this.delivery.break();
  }

  /** An answer that was kept back for a retry, whole. */
  handBack(exchange: Exchange, body: readonly Buffer[]): void {
    if (exchange.complete && this.begin(exchange)) {
      for (const chunk of body) this.delivery.write(chunk);
      this.delivery.end(trailerPairs(exchange.rawTrailers));
    } else {
      this.own(exchange.trouble ?? refusals.BAD_HEAD);
    }
  }

  own(answer: OwnAnswer): void {
    this.counters.ownAnswer(answer.code);
    const headers = [...(answer.headers ?? []), ...this.ownHeaders()];
    answerOwn(this.request, this.response, this.dialect, { ...answer, headers });
  }

  /** Ends the connection, so that it counts as left by the client. */
  destroy(): void {
    this.response.socket?.destroy();
  }

  private ownHeaders(): string[] {
    const { callId, attempts } = this.record;
    const own = ['x-weir-call', callId, 'x-weir-attempts', String(attempts)];
    if (this.retries.givenUp) own.push('x-should-retry', 'false');
    return own;
  }
}
