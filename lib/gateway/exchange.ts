import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { ExchangeEnd, ExchangeResult } from '../outcome/exchange.ts';
import type { Delivery } from './delivery.ts';
import { contentLength, type RawHeaders } from './headers.ts';
import { type ExchangeClock, type RequestSide, SideReader, type SideReaderOwner } from './side-reader.ts';
import { type Trouble, troubleOf } from './trouble.ts';

/** The call an exchange belongs to: it knows the request and decides what becomes of the answer. */
export interface ExchangeOwner extends RequestSide {
  readonly delivery: Delivery;
  /** Pass everything on as it comes; hold nothing back to judge it. */
  readonly observeOnly: boolean;
  onInformational(status: number, headers: IncomingHttpHeaders): void;
  /** The answer is passed on from here: write its head. `false`: that was not possible. */
  onPass(exchange: Exchange): boolean;
  /** A stream has begun with an error, nothing is passed on yet, and more may follow. `result` is there. */
  onEarlyFailure(exchange: Exchange): void;
  /** The exchange is over, and `result` is there. */
  onEnd(exchange: Exchange): void;
  /** The upstream is done with it. */
  onReleased(exchange: Exchange): void;
  onUnreadable(reason: string): void;
}

/** Of an answer that is judged before it is passed on, no more than this is held. */
const MAX_HELD_BYTES = 256 * 1024;
/** An answer that nobody waits for any more may still end by itself, which saves its connection. */
const DRAIN_MS = 1000;

const NO_CHUNKS: Buffer[] = [];

/** `waiting` for a head; `holding` an answer until it is judged; `passing` it on; `dropped`: the rest goes unseen. */
type State = 'waiting' | 'holding' | 'passing' | 'dropped';

/**
 * One exchange with an upstream: undici's handler. It reads the response on the side and passes it on as it comes,
 * except while an error can still be told from a success before the client has seen anything.
 */
export class Exchange implements Dispatcher.DispatchHandler, SideReaderOwner, ExchangeClock {
  private readonly owner: ExchangeOwner;
  private readonly startedAt = performance.now();
  private controller: Dispatcher.DispatchController | null = null;
  private reader: SideReader | null = null;
  private heldBytes = 0;
  private state: State = 'waiting';
  private abortReason: Error | null = null;
  private endedAt: number | null = null;
  private ending = false;
  private wireOver = false;
  private released = false;
  readonly startedAtMs = Date.now();
  status: number | null = null;
  statusText = '';
  headers: IncomingHttpHeaders = {};
  rawHeaders: RawHeaders = [];
  rawTrailers: RawHeaders = [];
  firstByteMs: number | null = null;
  responseBytes = 0;
  trouble: Trouble | null = null;
  /** The response came to its end as HTTP has it. */
  complete = false;
  /** What is held back so far. */
  held: Buffer[] = NO_CHUNKS;
  /** Since when the client takes nothing more, on `performance.now`'s clock; `null`: it keeps up. */
  stalledSince: number | null = null;

  constructor(owner: ExchangeOwner) {
    this.owner = owner;
  }

  /** The head, at least, has been passed on. */
  get passedOn(): boolean {
    return this.state === 'passing';
  }

  /** The body came to its end. Where only the closed connection marks that end, the body itself must tell. */
  get whole(): boolean {
    const framed = this.headers['content-length'] !== undefined || this.headers['transfer-encoding'] !== undefined;
    return this.complete && (framed || this.result?.outcome !== 'truncated');
  }

  get result(): ExchangeResult | null {
    return this.reader?.result ?? null;
  }

  get durationMs(): number {
    return Math.round((this.endedAt ?? performance.now()) - this.startedAt);
  }

  /** The length of the body, where the head states it. */
  get contentLength(): number | null {
    const value = this.headers['content-length'];
    return contentLength(Array.isArray(value) ? value[0] : value);
  }

  nowMs(): number {
    return this.startedAtMs + performance.now() - this.startedAt;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.abortReason) controller.abort(this.abortReason);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
    statusText = '',
  ): void {
    if (this.state !== 'waiting') return;
    if (status < 200) {
      this.owner.onInformational(status, headers);
      return;
    }
    this.status = status;
    this.statusText = statusText;
    this.headers = headers;
    this.rawHeaders = (controller.rawHeaders ?? []) as RawHeaders;
    this.firstByteMs = this.durationMs;
    this.reader = new SideReader(this, this, this.owner, status, headers);
    this.state = 'holding';
    if (this.owner.observeOnly) this.pass();
    else this.judge();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.responseBytes += chunk.length;
    if (this.state === 'passing') {
      if (!this.owner.delivery.write(chunk)) this.holdUp(controller);
      this.reader?.write(chunk);
    } else if (this.state === 'holding') {
      this.hold(chunk);
      this.reader?.write(chunk);
      this.judge();
    }
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    this.complete = true;
    this.wireOver = true;
    this.rawTrailers = (controller.rawTrailers ?? []) as RawHeaders;
    if (this.state === 'dropped') this.release();
    else this.endWith({ kind: 'complete', passedOn: this.passedOn });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.wireOver = true;
    if (this.state === 'dropped') {
      this.release();
      return;
    }
    if (this.ending) return;
    this.trouble = troubleOf(error);
    this.endWith(this.endOf(this.trouble));
  }

  /** The client has left: ends the exchange at once. */
  cancel(reason: Error): void {
    this.endWith({ kind: 'client_gone', passedOn: this.passedOn });
    this.abort(reason);
  }

  /** Passes on what is held, and the rest as it comes. `false`: the head could not be written. */
  pass(): boolean {
    if (this.state !== 'holding') return this.state === 'passing';
    this.reader?.letPass();
    if (!this.owner.onPass(this)) return false;
    this.state = 'passing';
    let writable = true;
    for (const chunk of this.held) writable = this.owner.delivery.write(chunk) && writable;
    this.held = NO_CHUNKS;
    if (!writable && this.controller && !this.complete) this.holdUp(this.controller);
    return true;
  }

  /** Nothing more of the answer is wanted. It may end by itself for a moment, then it is ended. */
  drop(): void {
    if (this.state === 'dropped') return;
    this.endedAt ??= performance.now();
    this.state = 'dropped';
    this.held = NO_CHUNKS;
    this.reader?.close();
    if (this.wireOver) this.release();
    else setTimeout(abortUnwanted, DRAIN_MS, this).unref();
  }

  /** Ends it on the wire. */
  abort(reason: Error): void {
    if (this.wireOver) return;
    this.wireOver = true;
    this.abortReason = reason;
    this.controller?.abort(reason);
    this.release();
  }

  onRead(): void {
    if (this.state === 'holding' && !this.ending) this.judge();
  }

  onUnreadable(reason: string): void {
    this.owner.onUnreadable(reason);
  }

  private hold(chunk: Buffer): void {
    if (this.held === NO_CHUNKS) this.held = [];
    this.held.push(chunk);
    this.heldBytes += chunk.length;
  }

  /** Whether what is held can be passed on, or is an error, or must wait for more. */
  private judge(): void {
    if (this.state !== 'holding' || !this.reader || this.result) return;
    const { decision } = this.reader;
    if (decision === 'pass' || this.heldBytes > MAX_HELD_BYTES) {
      if (!this.pass()) this.failHead();
    } else if (decision === 'fail' && (this.status ?? 0) < 400) {
      // An error by its status is judged by its body, so that one waits for its end.
      this.reader.conclude({ kind: 'complete', passedOn: false });
      this.owner.onEarlyFailure(this);
    }
  }

  private holdUp(controller: Dispatcher.DispatchController): void {
    controller.pause();
    this.stalledSince = performance.now();
    this.owner.delivery.onDrain(() => {
      this.stalledSince = null;
      controller.resume();
    });
  }

  private failHead(): void {
    const error = Object.assign(new Error('a head that cannot be passed on'), { code: 'HPE_INVALID_HEADER_TOKEN' });
    this.trouble = troubleOf(error);
    this.endWith(this.endOf(this.trouble));
    this.abort(error);
  }

  private endOf(trouble: Trouble): ExchangeEnd {
    const { passedOn } = this;
    if (trouble.kind === 'timeout') {
      const what = this.status !== null ? 'silence' : trouble.code === 'connect_timeout' ? 'connect' : 'first_byte';
      return { kind: 'timeout', what, passedOn };
    }
    if (this.status !== null) return { kind: 'upstream_closed', passedOn };
    return { kind: 'network', code: trouble.code, message: trouble.message, passedOn };
  }

  /** Reads to the end what was taken in, then reports. */
  private endWith(end: ExchangeEnd): void {
    if (this.ending || this.state === 'dropped') return;
    this.ending = true;
    this.endedAt ??= performance.now();
    this.reader ??= new SideReader(this, this, this.owner, null, {});
    this.reader.drain(() => this.finish(end));
  }

  private finish(end: ExchangeEnd): void {
    if (this.state === 'dropped') return;
    this.reader?.conclude(end);
    this.owner.onEnd(this);
    if (this.wireOver) this.release();
  }

  private release(): void {
    if (this.released) return;
    this.released = true;
    this.owner.onReleased(this);
  }
}

function abortUnwanted(exchange: Exchange): void {
  exchange.abort(new Error('the rest of the answer is not wanted'));
}
