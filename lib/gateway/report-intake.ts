import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import type { Config } from '../config.ts';
import { telemetryRefused } from '../intake/otlp/answer.ts';
import { reportRefused } from '../intake/report-answer.ts';
import { IntakeEnded, IntakeThread } from '../intake/thread/intake-thread.ts';
import type { JobAnswer, JobKind } from '../intake/thread/messages.ts';
import { lingerForRequest } from './delivery.ts';
import type { Gateway, Intake } from './gateway.ts';
import { answerOwn } from './own-answer.ts';
import { NO_ROUTE } from './refusals.ts';
import { BodyBudget, receiveBody } from './report-body.ts';
import { ENDED, encodingOf, kindOf, type ReportRefusal, routeOf, unauthorized } from './report-routes.ts';

const POLL_MS = 20;

/** Names by which an application on this machine, or one that was told of it, reaches this gateway. */
function ownHosts({ host, allowedHosts }: Config, port: number): string[] {
  const names = ['127.0.0.1', 'localhost', '[::1]', host, hostname(), ...allowedHosts];
  return names.map((name) => `${name}:${port}`.toLowerCase());
}

function sourceOf(kind: JobKind): 'report' | 'otlp' {
  return kind === 'reports' ? 'report' : 'otlp';
}

/** Takes reports: bodies are received here and read in a thread of their own. */
class ReportIntake implements Intake {
  private readonly gateway: Gateway;
  private readonly thread: IntakeThread;
  private readonly budget = new BodyBudget();

  constructor(gateway: Gateway, port: number) {
    const { config, writer, quietLog } = gateway;
    this.gateway = gateway;
    this.thread = new IntakeThread(
      {
        databasePath: config.databasePath,
        retentionDays: config.retentionDays,
        ownHosts: ownHosts(config, port),
        upstreams: config.upstreams.map(({ name, url }) => ({ name, host: new URL(url).host })),
      },
      (take) => writer.lend(take),
      (reason) => quietLog.warn('the thread that reads reports ended; the next report starts it again', { reason }),
    );
  }

  serve(request: IncomingMessage, response: ServerResponse, path: string): void {
    const kind = kindOf(path);
    if (!kind) {
      this.gateway.counters.ownAnswer(NO_ROUTE.code);
      answerOwn(request, response, 'anthropic', NO_ROUTE);
      return;
    }
    this.take(request, response, kind).catch((error: unknown) => {
      this.gateway.quietLog.warn('a report could not be handled', { error: String(error) });
      this.refuse(request, response, kind, {
        status: 500,
        code: 'internal',
        message: 'The gateway failed at this report.',
      });
    });
  }

  async close(timeoutMs: number): Promise<void> {
    const deadlineMs = performance.now() + timeoutMs;
    while (this.thread.open > 0 && performance.now() < deadlineMs)
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    await this.thread.close();
  }

  private async take(request: IncomingMessage, response: ServerResponse, kind: JobKind): Promise<void> {
    const { config, counters } = this.gateway;
    if (config.reportToken !== null) response.setHeader('access-control-allow-origin', '*');
    if (request.method === 'OPTIONS' && config.reportToken !== null) {
      answerPreflight(response);
      return;
    }
    const route = unauthorized(request, config.reportToken) ?? routeOf(request, kind);
    if ('status' in route) {
      this.refuse(request, response, kind, route);
      return;
    }
    if (request.headers.expect !== undefined) response.writeContinue();
    const body = await receiveBody(request, this.budget);
    if (body === null) return;
    if ('status' in body) {
      this.refuse(request, response, kind, body);
      return;
    }
    try {
      const answer = await this.thread.run({ ...route, body: body.buffer });
      counters.report(sourceOf(kind), answer.counts);
      this.send(request, response, answer);
    } catch (error) {
      if (!(error instanceof IntakeEnded)) throw error;
      this.refuse(request, response, kind, ENDED);
    } finally {
      body.done();
    }
  }

  private refuse(request: IncomingMessage, response: ServerResponse, kind: JobKind, refusal: ReportRefusal): void {
    const { status, code, message, retryAfterMs = null, headers = [] } = refusal;
    const answer =
      kind === 'reports'
        ? reportRefused(status, code, message, retryAfterMs)
        : telemetryRefused(encodingOf(request), status, code, message, retryAfterMs);
    this.send(request, response, answer, headers);
  }

  private send(request: IncomingMessage, response: ServerResponse, answer: JobAnswer, headers: string[] = []): void {
    if (response.headersSent || response.destroyed) return;
    const { status, code, contentType, body, retryAfterMs } = answer;
    response.setHeader('content-type', contentType);
    response.setHeader('content-length', Buffer.byteLength(body));
    for (let i = 0; i < headers.length; i += 2) response.setHeader(headers[i] ?? '', headers[i + 1] ?? '');
    if (retryAfterMs !== null) response.setHeader('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1000)));
    if (code !== null) {
      response.setHeader('x-weir-error', code);
      this.gateway.counters.ownAnswer(code);
    }
    response.writeHead(status);
    response.end(request.method === 'HEAD' ? undefined : body);
    lingerForRequest(request);
  }
}

/** With a token to be shown, a page may report from any origin: it can write, and cannot read. */
function answerPreflight(response: ServerResponse): void {
  response.writeHead(204, {
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization, content-type, content-encoding',
    'access-control-max-age': '86400',
  });
  response.end();
}

/** @param port the gateway's own */
export function startIntake(gateway: Gateway, port: number): Intake {
  if (gateway.config.reportToken === null)
    gateway.log.info('WEIR_REPORT_TOKEN is not set: reports are taken from this machine only');
  return new ReportIntake(gateway, port);
}
