import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { DialectName } from '../outcome/dialect.ts';
import type { ExchangeResult } from '../outcome/exchange.ts';
import type { Outcome } from '../outcome/vocabulary.ts';
import { factsOf, factsWithoutExchange } from './attempt-row.ts';
import { CallRecord } from './call-record.ts';
import type { Delivery } from './delivery.ts';
import { Exchange, type ExchangeOwner } from './exchange.ts';
import type { Gateway } from './gateway.ts';
import type { Waiter } from './limiter.ts';
import { OutboundRequest } from './outbound-request.ts';
import type { OwnAnswer } from './own-answer.ts';
import * as refusals from './refusals.ts';
import { Reply } from './reply.ts';
import type { BodyOwner } from './request-body.ts';
import { type Retry, RetryLoop } from './retry-loop.ts';
import type { Slotted } from './slots.ts';
import type { UpstreamLink } from './upstreams.ts';
import { judgedBy, type Verdict, verdictOf } from './verdict.ts';
import type { Wishes } from './wishes.ts';

/**
 * What an application asked for: one exchange with the upstream, or several when something was retried. It waits for
 * a slot, sends, judges, waits again or passes the answer on, and puts every attempt on record.
 */
export class Call implements ExchangeOwner, BodyOwner, Waiter, Slotted {
  private readonly gateway: Gateway;
  private readonly link: UpstreamLink;
  private readonly outbound: OutboundRequest;
  private readonly record: CallRecord;
  private readonly retries: RetryLoop;
  private readonly reply: Reply;
  private exchange: Exchange | null = null;
  private probe = false;
  private queuedSince: number | null = null;
  /** The answer that a retry is to replace: handed back should the retry not come about. */
  private lastAnswer: { exchange: Exchange; body: Buffer[] } | null = null;
  private verdict: Verdict | null = null;
  private ownEnd: OwnAnswer | null = null;
  /** All is decided: what is left is to be put on record and passed on. */
  private settled = false;
  slot = -1;
  readonly dialect: DialectName;
  readonly observeOnly: boolean;

  /** @param path what follows `/to/NAME`, or the whole path */
  constructor(
    gateway: Gateway,
    link: UpstreamLink,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    wishes: Wishes,
  ) {
    const { method = 'GET', headers } = request;
    this.gateway = gateway;
    this.link = link;
    this.observeOnly = link.traffic.observeOnly;
    const { dialect, endpoint } = link.factsOf(method, path);
    this.dialect = dialect;
    this.outbound = new OutboundRequest(gateway, request, link.targetFor(path), path, this.dialect);
    this.record = new CallRecord(gateway, {
      provider: link.name,
      endpoint,
      headers,
      app: wishes.app,
      body: this.outbound,
    });
    this.retries = new RetryLoop(link.traffic, this.record, wishes);
    const { record, retries } = this;
    this.reply = new Reply(request, response, { dialect, record, retries, counters: gateway.counters });
    response.on('close', () => this.onClientGone());
  }

  get delivery(): Delivery {
    return this.reply.delivery;
  }

  start(): void {
    this.gateway.calls.add(this);
    this.link.traffic.countCall();
    this.outbound.start(this);
  }

  get wantsWholeBody(): boolean {
    return this.record.mayContinue;
  }

  onBodyReady(): void {
    if (this.settled) return;
    if (this.outbound.complete) this.record.identify();
    this.seekSlot(false);
  }

  onBodyTooLarge(): void {
    this.endWith(refusals.BODY_TOO_LARGE, 'cancelled');
  }

  requestModel(): string | null {
    return this.outbound.reading.model;
  }

  streamRequested(): boolean {
    return this.outbound.reading.stream;
  }

  onSlot(): void {
    this.endQueueing();
    const { traffic } = this.link;
    const admission = traffic.admit();
    if (admission.kind === 'refuse') {
      traffic.limiter.release(0, null);
      this.shed(refusals.circuitOpen(traffic.lastOverload, admission.retryAfterMs));
      return;
    }
    this.probe = admission.kind === 'probe';
    if (this.probe && this.record.cause === 'first') this.record.cause = 'probe';
    this.send();
  }

  onSlotTimeout(): void {
    this.endQueueing();
    this.shed(refusals.queueTimeout(this.link.traffic.limiter.retryAfterMs));
  }

  onInformational(status: number, headers: IncomingHttpHeaders): void {
    if (!this.settled) this.delivery.inform(status, headers);
  }

  onPass(exchange: Exchange): boolean {
    return this.reply.begin(exchange);
  }

  onEarlyFailure(exchange: Exchange): void {
    const next = this.next(exchange);
    if (next.kind === 'retry') this.tryAgain(exchange, next);
    else exchange.pass();
  }

  onEnd(exchange: Exchange): void {
    if (this.settled) return;
    const { trouble } = exchange;
    if (this.ownEnd) {
      this.finish(exchange, this.ownEnd);
    } else if (trouble?.kind === 'request') {
      this.verdict = verdictOf('client_error', trouble);
      this.finish(exchange, trouble);
    } else {
      this.conclude(exchange);
    }
  }

  onReleased(exchange: Exchange): void {
    this.link.leave(exchange.durationMs, exchange.result?.outcome ?? null);
  }

  onUnreadable(reason: string): void {
    this.gateway.counters.unreadBodies++;
    this.gateway.quietLog.warn('a response body could not be read on the side', { reason, upstream: this.link.name });
  }

  /** Ends what has come to a halt: a body that stops coming, a client that stops reading. */
  sweep(nowMs: number, silenceMs: number): void {
    if (this.outbound.isSilent(nowMs, silenceMs)) this.endWith(refusals.BODY_TOO_SLOW, 'cancelled');
    const stalledSince = this.exchange?.stalledSince ?? null;
    if (stalledSince !== null && nowMs - stalledSince > silenceMs) this.reply.destroy();
  }

  /** Ends the call because the gateway ends. */
  stop(): void {
    this.endWith(refusals.STOPPING, 'abandoned');
  }

  private seekSlot(again: boolean): void {
    const { limiter } = this.link.traffic;
    this.queuedSince = performance.now();
    const answer = limiter.acquire(this, this.retries.waitLeftMs, again);
    if (answer === 'open') this.onSlot();
    else if (answer === 'full') this.shed(refusals.queueFull(limiter.retryAfterMs));
  }

  private endQueueing(): void {
    if (this.queuedSince !== null) this.record.queuedMs += performance.now() - this.queuedSince;
    this.queuedSince = null;
  }

  private send(): void {
    const { link, outbound } = this;
    this.lastAnswer = null;
    this.exchange = new Exchange(this);
    this.record.begin(this.exchange.startedAtMs, link.enter(), outbound.complete ? outbound.reading : null);
    link.pool.dispatch(outbound.dispatchOptions(), this.exchange);
  }

  /** An exchange is over by itself: it is tried again, or what came of it is passed on. */
  private conclude(exchange: Exchange): void {
    if (!exchange.passedOn && !this.retries.givenUp) {
      const next = this.next(exchange);
      if (next.kind === 'retry') {
        this.tryAgain(exchange, next);
        return;
      }
    }
    const answered = exchange.complete || (exchange.status ?? 0) >= 400;
    if (answered && !this.reply.clientGone) exchange.pass();
    this.finish(exchange, exchange.trouble);
  }

  private next(exchange: Exchange) {
    const circumstances = { clientGone: this.reply.clientGone, bodyKept: this.outbound.sendable };
    return this.retries.next(exchange, { ...circumstances, u: this.gateway.random() });
  }

  private tryAgain(exchange: Exchange, retry: Retry): void {
    this.lastAnswer = { exchange, body: exchange.held };
    exchange.drop();
    this.put(exchange, nothing);
    this.exchange = null;
    this.record.cause = retry.cause;
    this.gateway.counters.retry(this.link.name);
    this.retries.wait(retry, () => this.seekSlot(true));
  }

  /** Puts the attempt of an exchange on record; `release` is called when the client may have the end. */
  private put(exchange: Exchange, release: () => void): void {
    const result = exchange.result as ExchangeResult;
    this.link.traffic.report(result, exchange.status, this.probe);
    this.record.put(this.outbound.facts, { ...factsOf(exchange), result: judgedBy(result, this.verdict) }, release);
  }

  /** Records the last attempt, then gives the client the end: of the answer, or `own`. */
  private finish(exchange: Exchange, own: OwnAnswer | null): void {
    this.settled = true;
    this.put(exchange, () => {
      this.reply.end(exchange, own);
      this.close();
    });
  }

  /** Turned away by our own limits: with the answer that a retry was to replace, where there is one. */
  private shed(own: OwnAnswer): void {
    this.settled = true;
    if (this.lastAnswer) {
      this.retries.giveUp();
      this.reply.handBack(this.lastAnswer.exchange, this.lastAnswer.body);
      this.close();
      return;
    }
    this.record.putUnsent(this.outbound.facts, factsWithoutExchange('shed', this.outbound.reading, own), () => {
      this.reply.own(own);
      this.close();
    });
  }

  /** Ends the call with an answer of our own, whatever it is at. */
  private endWith(own: OwnAnswer, outcome: Outcome): void {
    if (this.settled) return;
    this.ownEnd = own;
    this.verdict = verdictOf(outcome, own);
    this.leaveWaits();
    if (this.exchange) {
      this.exchange.cancel(new Error(own.message));
      return;
    }
    this.settled = true;
    this.reply.own(own);
    this.close();
  }

  private onClientGone(): void {
    if (this.settled) return;
    const waitedForFirst = this.queuedSince !== null && this.lastAnswer === null;
    this.leaveWaits();
    if (this.exchange) {
      this.exchange.cancel(new Error('the client has left'));
      return;
    }
    this.settled = true;
    if (waitedForFirst) {
      const facts = factsWithoutExchange('cancelled', this.outbound.reading, null);
      this.record.putUnsent(this.outbound.facts, facts, nothing);
    }
    this.close();
  }

  private leaveWaits(): void {
    this.retries.stop();
    this.link.traffic.limiter.leave(this);
    this.endQueueing();
  }

  private close(): void {
    this.lastAnswer = null;
    this.gateway.calls.delete(this);
    this.outbound.release();
  }
}

function nothing(): void {}
