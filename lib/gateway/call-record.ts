import type { OpenAttempt } from '../../db/store.ts';
import type { AttemptCause, CallTotals, ClientFacts } from '../outcome/attempt.ts';
import { readClient } from '../outcome/client.ts';
import type { HeaderRecord } from '../outcome/headers.ts';
import type { RequestReading } from '../outcome/request-reader.ts';
import type { Outcome } from '../outcome/vocabulary.ts';
import { attemptRow, type ExchangeFacts } from './attempt-row.ts';
import { newCallId } from './call-id.ts';
import type { FailedCall } from './client-retries.ts';
import type { Gateway } from './gateway.ts';
import { apiKeyOf } from './hash-key.ts';

/** A request's body, whose hash costs something. */
export interface HashedBody {
  readonly bodyHash: string | null;
}

/** What a call needs to be told apart and put on record. */
export interface CallRequest {
  provider: string;
  endpoint: string;
  headers: HeaderRecord;
  app: string | null;
  body: HashedBody;
}

/** A call's identity, numbers and totals, and how its attempts come to be on record. */
export class CallRecord {
  private readonly gateway: Gateway;
  private readonly provider: string;
  private readonly app: string | null;
  private readonly keyHash: string | null;
  private readonly startedAt = performance.now();
  private earlier: FailedCall | null = null;
  private id: string | null = null;
  private readonly request: HashedBody;
  private lastEndedAt: number | null = null;
  private waitedMs = 0;
  private inFlight: number | null = null;
  readonly startedAtMs = Date.now();
  readonly endpoint: string;
  readonly client: ClientFacts;
  /** Why the next attempt is made, or the last one was. */
  cause: AttemptCause = 'first';
  /** Attempts so far, those of the client's earlier tries included. */
  attempts = 0;
  queuedMs = 0;
  backoffMs = 0;

  constructor(gateway: Gateway, request: CallRequest) {
    this.gateway = gateway;
    this.provider = request.provider;
    this.app = request.app;
    this.request = request.body;
    this.endpoint = request.endpoint;
    this.client = readClient(request.headers);
    const apiKey = apiKeyOf(request.headers);
    this.keyHash = apiKey === null ? null : gateway.hash.ofKey(apiKey);
  }

  /** The call's id. From when it is first asked for, the call can no longer turn out to be an earlier one's retry. */
  get callId(): string {
    this.id ??= newCallId(this.startedAtMs);
    return this.id;
  }

  /** Milliseconds since this request arrived. */
  get elapsedMs(): number {
    return performance.now() - this.startedAt;
  }

  /** Whether this may be an earlier call's retry, which its whole body would tell. */
  get mayContinue(): boolean {
    return this.id === null && this.gateway.clientRetries.mayExpect(this.identity);
  }

  /** With the whole body there: finds the earlier call that this request retries, if there is one. */
  identify(): void {
    const { bodyHash } = this.mayContinue ? this.request : { bodyHash: null };
    if (bodyHash === null) return;
    this.earlier = this.gateway.clientRetries.take({ ...this.identity, bodyHash }, this.startedAtMs);
    if (!this.earlier) return;
    this.id = this.earlier.callId;
    this.attempts = this.earlier.attempts;
    this.cause = 'client_retry';
    this.waitedMs = Math.round(this.clientGapMs);
  }

  /** An attempt begins; `reading` is null while the request is still coming. */
  begin(startedAtMs: number, inFlight: number, reading: RequestReading | null): void {
    const { provider, endpoint, app, client, gateway } = this;
    this.attempts++;
    this.inFlight = inFlight;
    if (this.lastEndedAt !== null) this.waitedMs = Math.round(performance.now() - this.lastEndedAt);
    const open: OpenAttempt = {
      callId: this.callId,
      n: this.attempts,
      startedAtMs,
      provider,
      endpoint,
      model: reading?.model ?? null,
      stream: reading?.stream ?? false,
      app,
      client: client.client,
      processId: gateway.processId,
    };
    gateway.recorder.noteOpen(open);
  }

  /**
   * Puts the attempt under way on record; `release` is called when the client may have the end. A failure is
   * remembered, should the client try again.
   */
  put(request: RequestReading, exchange: ExchangeFacts, release: () => void): void {
    const { gateway, provider, endpoint, app, client, keyHash, cause, waitedMs, inFlight, attempts, callId } = this;
    const { outcome } = exchange.result;
    this.lastEndedAt = performance.now();
    gateway.counters.attempt(provider, outcome);
    const facts = { callId, provider, endpoint, app, client, request, keyHash };
    const place = { n: attempts, cause, waitedMs, inFlight };
    const totals = this.totals();
    gateway.recorder.record(() => attemptRow(facts, exchange, place, totals), release);
    if (outcome !== 'ok') this.remember(outcome, totals);
  }

  /** The same for an attempt that never went out. */
  putUnsent(request: RequestReading, exchange: ExchangeFacts, release: () => void): void {
    this.attempts++;
    this.put(request, exchange, release);
  }

  /** What the client waited between its last try and this one. */
  private get clientGapMs(): number {
    return this.earlier ? Math.max(0, this.startedAtMs - this.earlier.endedAtMs) : 0;
  }

  private get identity() {
    const { keyHash, client } = this;
    const endpoint = `${this.provider} ${this.endpoint}`;
    return { keyHash, sessionId: client.sessionId, endpoint, retryCount: client.retryCount };
  }

  private remember(outcome: Outcome, totals: CallTotals): void {
    const { identity } = this;
    if (!this.gateway.clientRetries.mayReturn(identity, outcome)) return;
    const { bodyHash } = this.request;
    if (bodyHash === null) return;
    const { startedAtMs, queuedMs, backoffMs, attempts, durationMs } = totals;
    const endedAtMs = startedAtMs + durationMs;
    const call = { callId: this.callId, attempts, startedAtMs, endedAtMs, queuedMs, backoffMs };
    this.gateway.clientRetries.remember({ ...identity, bodyHash }, call);
  }

  private totals(): CallTotals {
    const { earlier } = this;
    const startedAtMs = earlier?.startedAtMs ?? this.startedAtMs;
    return {
      startedAtMs,
      durationMs: Math.round(this.startedAtMs + this.elapsedMs - startedAtMs),
      queuedMs: Math.round((earlier?.queuedMs ?? 0) + this.queuedMs),
      backoffMs: Math.round((earlier?.backoffMs ?? 0) + this.clientGapMs + this.backoffMs),
      attempts: this.attempts,
    };
  }
}
