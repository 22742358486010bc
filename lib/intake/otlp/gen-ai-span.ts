import type { Usage } from '../../outcome/attempt.ts';
import { blankAttempt } from '../../outcome/blank-attempt.ts';
import { endpointOf } from '../../outcome/endpoint.ts';
import { safeLabel } from '../../outcome/message-text.ts';
import { providerNamed, usualEndpoint } from '../provider.ts';
import { isAnthropicSdk, originFacts } from './origin.ts';
import { count, flag, number, text } from './read-attributes.ts';
import { parentKey, spanKey } from './span-ids.ts';
import {
  fromApiMessage,
  fromErrorType,
  fromMessage,
  NO_ERROR,
  outcomeOf,
  type StatedError,
  together,
} from './stated-error.ts';
import type { Attributes, Span } from './telemetry.ts';
import type { Told } from './told.ts';

const CLAUDE_CODE = 'claude_code.llm_request';
const MAX_TOKENS = 1e12;

/** Of `gen_ai.operation.name`: those that ask a model. Agents, tools and workflows only contain such. */
const OPERATIONS = new Set(['chat', 'text_completion', 'generate_content', 'completion', 'embeddings', 'responses']);

/** Whether a span tells of a call of a model's API, by conventions new and old. */
export function isModelCall({ name, attributes }: Span): boolean {
  if (name === CLAUDE_CODE) return true;
  const operation = text(attributes, 'gen_ai.operation.name');
  if (operation !== null) return OPERATIONS.has(operation);
  const kind = text(attributes, 'openinference.span.kind');
  if (kind !== null) return kind === 'LLM' || kind === 'EMBEDDING';
  if (/^(?:chat|completion|embedding)/.test(text(attributes, 'llm.request.type') ?? '')) return true;
  const provider = text(attributes, 'gen_ai.provider.name', 'gen_ai.system');
  // An SDK's other methods, such as the counting of tokens, name no operation.
  return provider !== null && text(attributes, 'http.request.method', 'gen_ai.request.model') !== null;
}

function usageOf(attributes: Attributes, countsCached: boolean): Usage | null {
  const tokens = (...keys: string[]) => count(attributes, MAX_TOKENS, ...keys);
  const cacheReadInputTokens = tokens(
    'gen_ai.usage.cache_read.input_tokens',
    'gen_ai.usage.cache_read_input_tokens',
    'cache_read_tokens',
  );
  const cacheCreationInputTokens = tokens(
    'gen_ai.usage.cache_creation.input_tokens',
    'gen_ai.usage.cache_write.input_tokens',
    'gen_ai.usage.cache_creation_input_tokens',
    'cache_creation_tokens',
  );
  const input = tokens(
    'input_tokens',
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.prompt_tokens',
    'llm.token_count.prompt',
  );
  const cached = countsCached ? (cacheReadInputTokens ?? 0) + (cacheCreationInputTokens ?? 0) : 0;
  const usage: Usage = {
    // As Anthropic counts them: without what was read from the cache or written to it.
    inputTokens: input === null ? null : Math.max(0, input - cached),
    outputTokens: tokens(
      'gen_ai.usage.output_tokens',
      'gen_ai.usage.completion_tokens',
      'llm.token_count.completion',
      'output_tokens',
    ),
    cacheCreationInputTokens,
    cacheReadInputTokens,
    serviceTier: safeLabel(text(attributes, 'anthropic.response.service_tier'), 40),
  };
  return Object.values(usage).some((value) => value !== null) ? usage : null;
}

function errorOf(span: Span): StatedError {
  const { attributes, exception } = span;
  const status = count(attributes, 599, 'http.response.status_code', 'http.status_code', 'status_code') || null;
  return together(
    { ...NO_ERROR, status },
    fromMessage(text(exception ?? {}, 'exception.message')),
    span.name === CLAUDE_CODE ? fromApiMessage(text(attributes, 'error')) : NO_ERROR,
    fromErrorType(text(attributes, 'error.type')),
    fromErrorType(text(exception ?? {}, 'exception.type')),
  );
}

function ttftMsOf(attributes: Attributes): number | null {
  const seconds = number(attributes, 'gen_ai.response.time_to_first_chunk');
  const ms = seconds === null ? number(attributes, 'ttft_ms', 'ai.response.msToFirstChunk') : seconds * 1000;
  return ms === null || ms < 0 ? null : Math.round(ms);
}

/** How often the call was tried again; `null`: not told. Claude Code counts attempts from 1. */
function retriesOf(span: Span): number | null {
  const resent = count(span.attributes, 10_000, 'http.request.resend_count');
  if (resent !== null) return resent;
  const attempt = span.name === CLAUDE_CODE ? count(span.attributes, 10_000, 'attempt') : null;
  return attempt === null ? null : Math.max(0, attempt - 1);
}

function endpointAsked(span: Span, provider: string): string {
  const path = text(span.attributes, 'url.path', 'http.route');
  if (path === null) return usualEndpoint(provider);
  return endpointOf(text(span.attributes, 'http.request.method') ?? 'POST', path);
}

/**
 * What a span of a model's call tells: the whole call, with its last exchange. `null`: the span has no usable ids.
 */
export function modelCall(span: Span): Told | null {
  const { attributes } = span;
  const id = spanKey(span.traceId, span.spanId);
  if (!id) return null;
  const sdk = isAnthropicSdk(span);
  const error = errorOf(span);
  const failed = span.failed || flag(attributes, 'success') === false;
  const stream = flag(attributes, 'gen_ai.request.stream', 'llm.is_streaming') ?? span.name === CLAUDE_CODE;
  const stopReason = text(attributes, 'anthropic.message.stop_reason', 'gen_ai.response.finish_reasons');
  // The SDK's span of what the application called off does not say that it failed, but lacks what only the end has.
  const wasCalledOff = sdk && !failed && (error.status === null || (stream && stopReason === null));
  const outcome = wasCalledOff ? 'cancelled' : outcomeOf(error, failed);
  const ttftMs = ttftMsOf(attributes);
  const retries = retriesOf(span);
  const model = text(attributes, 'gen_ai.response.model', 'gen_ai.request.model', 'llm.model_name', 'model');
  const stated = text(attributes, 'gen_ai.provider.name', 'gen_ai.system', 'llm.provider', 'llm.system');
  const provider = providerNamed(stated) ?? providerNamed(model) ?? safeLabel(stated, 60) ?? 'unknown';
  const requestId =
    text(
      attributes,
      'anthropic.request.id',
      'request_id',
      'http.response.header.request-id',
      'http.response.header.x-request-id',
    ) ?? error.requestId;
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
    n: (retries ?? 0) + 1,
    provider,
    endpoint: endpointAsked(span, provider),
    model: safeLabel(model, 200),
    stream,
    phase: outcome === 'ok' || !stream ? null : ttftMs === null ? 'before_content' : 'mid_stream',
    // Conventions do not ask for a status; an answer that was well had one all the same.
    status: error.status ?? (outcome === 'ok' ? 200 : null),
    errorType: outcome === 'ok' ? null : error.errorType,
    errorMessage: error.errorMessage,
    requestId: safeLabel(requestId, 200),
    organizationId: safeLabel(text(attributes, 'anthropic.organization.id'), 100),
    stopReason: safeLabel(stopReason, 60),
    cause: retries ? 'client_retry' : 'first',
    ttftMs,
    usage: usageOf(attributes, sdk),
    maxTokens: count(attributes, MAX_TOKENS, 'gen_ai.request.max_tokens'),
    sessionId: safeLabel(text(attributes, 'gen_ai.conversation.id', 'session.id'), 128),
    retryCount: retries,
    parentId: parentKey(span),
  };
}
