import { blankAttempt } from '../../outcome/blank-attempt.ts';
import { dialectFor } from '../../outcome/dialect.ts';
import { endpointOf, modelInPath, streamInPath } from '../../outcome/endpoint.ts';
import { safeLabel } from '../../outcome/message-text.ts';
import { providerNamed } from '../provider.ts';
import { originFacts } from './origin.ts';
import { count, text } from './read-attributes.ts';
import { parentKey, spanKey } from './span-ids.ts';
import { fromErrorType, outcomeOf, together } from './stated-error.ts';
import type { Span } from './telemetry.ts';
import type { Telemetry, Told } from './told.ts';

/** The address that a client span asked, new conventions before old. */
function urlOf({ attributes }: Span): URL | null {
  const url = text(attributes, 'url.full', 'http.url');
  return url !== null && URL.canParse(url) ? new URL(url) : null;
}

function isOwn(url: URL, { ownHosts }: Telemetry): boolean {
  return ownHosts.has(`${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`.toLowerCase());
}

/**
 * The attempt that a span of an HTTP client tells of (undici's instrumentation, fetch's): `null` if its request went
 * neither to a provider, nor to an upstream of ours, nor was made for a model's call that came along.
 */
export function httpAttempt(span: Span, telemetry: Telemetry, parentIsCall: boolean): Told | null {
  const { attributes } = span;
  const method = text(attributes, 'http.request.method', 'http.method');
  const url = method?.toUpperCase() === 'POST' ? urlOf(span) : null;
  const id = spanKey(span.traceId, span.spanId);
  // What goes by the gateway is on its record already, and better.
  if (!url || !id || isOwn(url, telemetry)) return null;
  const upstream = telemetry.upstreams.find((known) => known.host === url.host)?.name;
  const isProvider = upstream !== undefined || dialectFor('', url.href, '') !== 'generic';
  if (!isProvider && !parentIsCall) return null;

  const status = count(attributes, 599, 'http.response.status_code', 'http.status_code') || null;
  const error = together({ ...fromErrorType(null), status }, fromErrorType(text(attributes, 'error.type')));
  const failed = span.failed || status === null;
  // Undici ends the span of a request that was called off without a word.
  const outcome = status === null && !span.failed ? 'cancelled' : outcomeOf(error, failed);
  return {
    ...blankAttempt({
      id,
      callId: id,
      source: 'otlp',
      startedAtMs: Math.floor(span.startMs),
      durationMs: Math.max(0, Math.round(span.endMs - span.startMs)),
      outcome,
    }),
    ...originFacts(span),
    provider: upstream ?? providerNamed(url.host) ?? '',
    endpoint: endpointOf('POST', url.pathname),
    model: modelInPath(url.pathname),
    stream: streamInPath(url.pathname),
    status,
    userAgent: safeLabel(text(attributes, 'user_agent.original'), 300),
    parentId: parentKey(span),
  };
}
