import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gateway } from './gateway.ts';
import { prometheusText } from './metrics.ts';

export function isReport(path: string): boolean {
  return path === '/healthz' || path === '/metrics';
}

/** How the gateway does: 200 as long as it can pass calls on; trouble in recording shows in the body. */
function health(gateway: Gateway): object {
  const { writer, calls, upstreams, counters } = gateway;
  const { degraded, degradedSinceMs, queued, written, dropped, lastError } = writer.stats();
  return {
    status: degraded ? 'degraded' : 'ok',
    uptimeMs: Math.round(process.uptime() * 1000),
    openCalls: calls.size,
    recorder: {
      state: degraded ? 'failing' : 'ok',
      failingSinceMs: degradedSinceMs,
      queued,
      written,
      dropped,
      unrecordedEnds: counters.unrecordedEnds,
      lastError: lastError && { code: lastError.code, atMs: lastError.atMs },
    },
    reports: counters.reports,
    upstreams: upstreams.all.map(({ name, inFlight, traffic }) => ({
      name,
      inFlight,
      waiting: traffic.limiter.waiting,
      limit: Number.isFinite(traffic.limiter.limit) ? traffic.limiter.limit : null,
      circuit: traffic.circuitOpen ? 'open' : 'closed',
      observeOnly: traffic.observeOnly,
    })),
  };
}

/** Answers `GET /healthz` and `GET /metrics`. */
export function serveReport(gateway: Gateway, path: string, request: IncomingMessage, response: ServerResponse): void {
  const isHealth = path === '/healthz';
  const body = isHealth ? `${JSON.stringify(health(gateway))}\n` : prometheusText(gateway);
  response.writeHead(200, {
    'content-type': isHealth ? 'application/json' : 'text/plain; version=0.0.4; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
