/** An attribute's value: nothing deeper is read. */
export type AttributeValue = string | number | boolean | string[];
/** Only what `isWanted` lets through. */
export type Attributes = Record<string, AttributeValue>;

/** Where telemetry came from. */
export interface Origin {
  resource: Attributes;
  scopeName: string;
  scopeVersion: string;
}

/** What is read of a span. Ids are lower-case hex. */
export interface Span extends Origin {
  traceId: string;
  spanId: string;
  /** Empty: it has none. */
  parentSpanId: string;
  name: string;
  startMs: number;
  endMs: number;
  /** Status `Error`. */
  failed: boolean;
  attributes: Attributes;
  /** Attributes of the last event named `exception`. */
  exception: Attributes | null;
}

/** What is read of a log record. */
export interface LogRecord extends Origin {
  traceId: string;
  spanId: string;
  timeMs: number;
  /** The event's name, without the `claude_code.` that some exporters put before it. */
  eventName: string;
  attributes: Attributes;
}

const RESOURCE = ['service.name', 'service.version'];

/** All that is read of telemetry. Anything else, prompts and addresses included, is dropped while decoding. */
const WANTED = new Set([
  ...RESOURCE,
  'gen_ai.operation.name',
  'gen_ai.provider.name',
  'gen_ai.system',
  'gen_ai.request.model',
  'gen_ai.request.stream',
  'gen_ai.request.max_tokens',
  'gen_ai.response.model',
  'gen_ai.response.finish_reasons',
  'gen_ai.response.time_to_first_chunk',
  'gen_ai.usage.input_tokens',
  'gen_ai.usage.output_tokens',
  'gen_ai.usage.prompt_tokens',
  'gen_ai.usage.completion_tokens',
  'gen_ai.usage.cache_read.input_tokens',
  'gen_ai.usage.cache_read_input_tokens',
  'gen_ai.usage.cache_creation.input_tokens',
  'gen_ai.usage.cache_creation_input_tokens',
  'gen_ai.usage.cache_write.input_tokens',
  'gen_ai.conversation.id',
  'anthropic.request.id',
  'anthropic.organization.id',
  'anthropic.response.service_tier',
  'anthropic.message.stop_reason',
  'llm.request.type',
  'llm.model_name',
  'llm.provider',
  'llm.system',
  'llm.is_streaming',
  'llm.token_count.prompt',
  'llm.token_count.completion',
  'openinference.span.kind',
  'ai.response.msToFirstChunk',
  'http.request.method',
  'http.method',
  'http.request.resend_count',
  'http.response.status_code',
  'http.status_code',
  'http.response.header.request-id',
  'http.response.header.x-request-id',
  'http.route',
  'url.full',
  'http.url',
  'url.path',
  'server.address',
  'server.port',
  'user_agent.original',
  'error.type',
  'exception.type',
  'exception.message',
  'session.id',
  'event.name',
  'model',
  'error',
  'status_code',
  'duration_ms',
  'attempt',
  'success',
  'ttft_ms',
  'request_id',
  'client_request_id',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_creation_tokens',
  'total_attempts',
  'total_retry_duration_ms',
]);

export function isWanted(key: string): boolean {
  return WANTED.has(key);
}

/** Nanoseconds as milliseconds, to the microsecond: more of a 64-bit number than a number of ours holds. */
export function msOfNanos(nanos: number): number {
  return Math.round(nanos / 1000) / 1000;
}

/** Longer texts are cut: an exception's message is the only one that may be long, and its beginning is what tells. */
export const MAX_TEXT = 4_000;
/** Elements of a list that are read. */
export const MAX_ELEMENTS = 8;

export function cut(text: string): string {
  return text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;
}

/** The event that a log record tells of. */
export function eventNameOf(stated: string, attributes: Attributes, body: string): string {
  const fromAttributes = attributes['event.name'];
  const name = stated || (typeof fromAttributes === 'string' ? fromAttributes : '') || body;
  return name.replace(/^claude_code\./, '').slice(0, 100);
}
