import type { IncomingMessage } from 'node:http';
import type { Dispatcher } from 'undici';
import type { DialectName } from '../outcome/dialect.ts';
import { createRequestReader, type RequestReader, type RequestReading } from '../outcome/request-reader.ts';
import type { Gateway } from './gateway.ts';
import { upstreamHeaders } from './headers.ts';
import { announcedBody, type BodyOwner, RequestBody } from './request-body.ts';

/** A client's request as it is sent up, once or several times. */
export class OutboundRequest {
  private readonly gateway: Gateway;
  private readonly request: IncomingMessage;
  private readonly reader: RequestReader;
  private readonly headers: string[];
  private readonly target: string;
  private body: RequestBody | null = null;
  private hash: string | null = null;
  private emptyReading: RequestReading | null = null;

  /** @param target the path upstream, `path` the same without the base of its address */
  constructor(gateway: Gateway, request: IncomingMessage, target: string, path: string, dialect: DialectName) {
    this.gateway = gateway;
    this.request = request;
    this.target = target;
    this.reader = createRequestReader({ dialect, hash: gateway.hash.start, hashBody: false, path });
    this.headers = upstreamHeaders(request.rawHeaders, request.headers.connection);
  }

  /** Begins to take the body in; `owner` is told when there is enough of it to be sent. */
  start(owner: BodyOwner): void {
    const { gateway, request, reader } = this;
    const announced = announcedBody(request);
    if (announced.bytes !== null) this.headers.push('content-length', String(announced.bytes));
    if (!announced.present) {
      owner.onBodyReady();
      return;
    }
    this.body = new RequestBody(request, owner, gateway.config, reader, gateway.keptBytes);
    this.body.start();
  }

  /** The whole body has come. */
  get complete(): boolean {
    return this.body?.complete ?? true;
  }

  /** The whole of what came can be sent again. */
  get sendable(): boolean {
    return this.body?.sendable ?? true;
  }

  /** What was read of it; asked before it is complete, reading ends there. */
  get reading(): RequestReading {
    if (this.body) return this.body.reading();
    this.emptyReading ??= this.reader.finish();
    return this.emptyReading;
  }

  /** The same with the size that really came. */
  get facts(): RequestReading {
    return { ...this.reading, bytes: this.body?.bytes ?? 0 };
  }

  /** The keyed hash of the body, made when it is first asked for; `null`: it has none, or not all of it is kept. */
  get bodyHash(): string | null {
    this.hash ??= this.body?.hash(this.gateway.hash.start) ?? null;
    return this.hash;
  }

  /** For one attempt. */
  dispatchOptions(): Dispatcher.DispatchOptions {
    const { request, target, headers, body } = this;
    return { method: request.method ?? 'GET', path: target, headers, body: body ? body.open() : null };
  }

  /** The client is expected to send more and has not for `silenceMs`. */
  isSilent(nowMs: number, silenceMs: number): boolean {
    return this.body?.isSilent(nowMs, silenceMs) ?? false;
  }

  release(): void {
    this.body?.release();
  }
}
