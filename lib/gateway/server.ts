import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { isOwnHost } from '../auth/host.ts';
import { dialectFor } from '../outcome/dialect.ts';
import { Call } from './call.ts';
import type { Gateway } from './gateway.ts';
import { answerOwn, type OwnAnswer, rawAnswer } from './own-answer.ts';
import * as refusals from './refusals.ts';
import { isReport, serveReport } from './reports.ts';
import { announcedBody } from './request-body.ts';
import { readTarget } from './target.ts';
import { readWishes } from './wishes.ts';

const MAX_HEADER_BYTES = 64 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
/** Longer than clients keep idle connections, so that it is they who close them. */
const KEEP_ALIVE_MS = 75_000;
const SWEEP_MS = 1000;
const KNOWN_HOSTS = 1000;

/** The applications' door. Answers what is not to be passed on, and makes a call of the rest. */
export class GatewayServer {
  readonly http: Server;
  private readonly gateway: Gateway;
  private readonly sweeper: NodeJS.Timeout;
  /** Whether a `Host` header as sent is ours: applications send few. */
  private readonly hosts = new Map<string, boolean>();

  constructor(gateway: Gateway) {
    this.gateway = gateway;
    this.http = createServer({
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      // A body may take as long as it keeps coming; `sweep` ends those that do not.
      requestTimeout: 0,
      connectionsCheckingInterval: 1000,
      keepAliveTimeout: KEEP_ALIVE_MS,
      requireHostHeader: false,
      noDelay: true,
    });
    // The size of the head bounds their number; node would drop the rest in silence.
    this.http.maxHeadersCount = 0;
    this.http.on('request', (request, response) => this.onRequest(request, response));
    // With a listener node does not say "continue" by itself, so a body that is refused is never sent.
    this.http.on('checkContinue', (request, response) => this.onRequest(request, response));
    this.http.on('checkExpectation', (request, response) => this.refuse(request, response, refusals.EXPECTATION));
    this.http.on('connect', (_request, socket) => this.refuseRaw(socket, refusals.NO_TUNNEL, 'Method Not Allowed'));
    this.http.on('clientError', (error: NodeJS.ErrnoException, socket) => this.onClientError(error, socket));
    this.sweeper = setInterval(() => this.sweep(), SWEEP_MS);
    this.sweeper.unref();
  }

  /** Stops accepting; resolves when every connection is closed. */
  close(): Promise<void> {
    clearInterval(this.sweeper);
    return new Promise((resolve) => this.http.close(() => resolve()));
  }

  private onRequest(request: IncomingMessage, response: ServerResponse): void {
    try {
      this.route(request, response);
    } catch (error) {
      this.gateway.log.error({ err: error }, 'a request could not be handled');
      this.refuse(request, response, refusals.INTERNAL);
    }
  }

  private route(request: IncomingMessage, response: ServerResponse): void {
    const { gateway } = this;
    const refusal = this.refusalOf(request);
    if (refusal) {
      this.refuse(request, response, refusal);
      return;
    }
    const target = readTarget(request.url ?? '');
    if (target.kind === 'refused') {
      this.refuse(request, response, target.answer);
      return;
    }
    if (target.kind === 'own') {
      this.serveOwn(request, response, target.path);
      return;
    }
    const link = gateway.upstreams.find(target.upstream);
    if (!link) {
      this.refuse(request, response, refusals.unknownUpstream(target.upstream ?? '', gateway.upstreams.names));
      return;
    }
    const wishes = readWishes(request.headers);
    if (typeof wishes === 'string') {
      this.refuse(request, response, { status: 400, code: 'bad_header', message: wishes });
      return;
    }
    if ((announcedBody(request).bytes ?? 0) > gateway.config.maxBodyBytes) {
      this.refuse(request, response, refusals.BODY_TOO_LARGE);
      return;
    }
    if (request.headers.expect !== undefined) response.writeContinue();
    new Call(gateway, link, target.path, request, response, wishes).start();
  }

  /** What is wrong with a request whatever it asks for. */
  private refusalOf(request: IncomingMessage): OwnAnswer | null {
    const { headers } = request;
    if (!this.isOurs(request)) return refusals.FOREIGN_HOST;
    if (headers['transfer-encoding'] !== undefined && headers['transfer-encoding'].toLowerCase() !== 'chunked')
      return refusals.TRANSFER_CODING;
    return headers.upgrade !== undefined && /websocket/i.test(headers.upgrade) ? refusals.NO_UPGRADE : null;
  }

  private isOurs(request: IncomingMessage): boolean {
    const { host } = request.headers;
    if (host === undefined) return false;
    const known = this.hosts.get(host);
    if (known !== undefined) return known;
    const ours = isOwnHost(host, this.gateway.config);
    if (this.hosts.size < KNOWN_HOSTS) this.hosts.set(host, ours);
    return ours;
  }

  private serveOwn(request: IncomingMessage, response: ServerResponse, path: string): void {
    const { intake } = this.gateway;
    if (intake && !isReport(path)) {
      intake.serve(request, response, path);
      return;
    }
    if (!isReport(path)) {
      this.refuse(request, response, refusals.NO_ROUTE);
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      this.refuse(request, response, refusals.GET_ONLY);
      return;
    }
    serveReport(this.gateway, path, request, response);
  }

  private refuse(request: IncomingMessage, response: ServerResponse, answer: OwnAnswer): void {
    this.gateway.counters.ownAnswer(answer.code);
    answerOwn(request, response, dialectFor('', '', request.url ?? ''), answer);
  }

  private refuseRaw(socket: Duplex, answer: OwnAnswer, statusText: string): void {
    this.gateway.counters.ownAnswer(answer.code);
    if (socket.writable) socket.end(rawAnswer(statusText, answer));
    else socket.destroy();
  }

  private onClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
    // An answer that is under way must not get a second head in its middle.
    const busy = (socket as { _httpMessage?: ServerResponse })._httpMessage?.headersSent === true;
    if (busy || error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    if (error.code === 'HPE_HEADER_OVERFLOW')
      this.refuseRaw(socket, refusals.HEADERS_TOO_LARGE, 'Request Header Fields Too Large');
    else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT')
      this.refuseRaw(socket, refusals.HEADERS_TOO_SLOW, 'Request Timeout');
    else this.refuseRaw(socket, refusals.NOT_HTTP, 'Bad Request');
  }

  private sweep(): void {
    const nowMs = performance.now();
    const { calls, config } = this.gateway;
    calls.each((call) => call.sweep(nowMs, config.silenceTimeoutMs));
  }
}
