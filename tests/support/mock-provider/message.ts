import type { AnsweringReply, ErrorType } from './errors.ts';
import { errorBody } from './errors.ts';
import type { Random } from './random.ts';
import { randomId } from './random.ts';
import type { SseEvent, SseFormat } from './sse.ts';
import { encodeEvents } from './sse.ts';

export const DEFAULT_MODEL = 'claude-sonnet-5';
const DEFAULT_TEXT = 'A weir measures the flow of a river and holds back a flood. '.repeat(4).trim();

export interface MessageOptions {
  /** The request's own model unless given. */
  model?: string;
  text?: string;
  inputTokens?: number;
  outputTokens?: number;
  cacheCreationInputTokens?: number;
  cacheReadInputTokens?: number;
  stopReason?: string;
}

interface MessageFacts extends Required<MessageOptions> {
  id: string;
}

/** Fills in what is not given. About four bytes make a token. */
export function messageFacts(
  options: MessageOptions,
  request: { model: string | null; bodyBytes: number },
  random: Random,
): MessageFacts {
  const text = options.text ?? DEFAULT_TEXT;
  return {
    id: randomId('msg', random),
    model: options.model ?? request.model ?? DEFAULT_MODEL,
    text,
    inputTokens: options.inputTokens ?? Math.max(1, Math.ceil(request.bodyBytes / 4)),
    outputTokens: options.outputTokens ?? Math.max(1, Math.ceil(text.length / 4)),
    cacheCreationInputTokens: options.cacheCreationInputTokens ?? 0,
    cacheReadInputTokens: options.cacheReadInputTokens ?? 0,
    stopReason: options.stopReason ?? 'end_turn',
  };
}

function usageOf(facts: MessageFacts, outputTokens: number): object {
  return {
    input_tokens: facts.inputTokens,
    cache_creation_input_tokens: facts.cacheCreationInputTokens,
    cache_read_input_tokens: facts.cacheReadInputTokens,
    output_tokens: outputTokens,
    service_tier: 'standard',
  };
}

/** A Message object as `POST /v1/messages` answers it. */
export function messageBody(facts: MessageFacts): object {
  const { id, model, text, stopReason } = facts;
  const content = [{ type: 'text', text }];
  const usage = usageOf(facts, facts.outputTokens);
  return {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: stopReason,
    stop_sequence: null,
    usage,
  };
}

/** The events of a whole stream, the text in `deltas` pieces. */
export function messageEvents(facts: MessageFacts, deltas = 8): SseEvent[] {
  const { id, model, text } = facts;
  const message = {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
  };
  const size = Math.max(1, Math.ceil(text.length / Math.max(1, deltas)));
  const pieces = Array.from({ length: deltas }, (_, i) => text.slice(i * size, (i + 1) * size));
  const event = (type: string, rest: object = {}): SseEvent => ({ event: type, data: { type, ...rest } });
  return [
    event('message_start', { message: { ...message, usage: usageOf(facts, 1) } }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    event('ping'),
    ...pieces.map((piece) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: piece } })),
    event('content_block_stop', { index: 0 }),
    event('message_delta', {
      delta: { stop_reason: facts.stopReason, stop_sequence: null },
      usage: usageOf(facts, facts.outputTokens),
    }),
    event('message_stop'),
  ];
}

/** An `error` event as it comes inside a stream. */
export function errorEvent(type: ErrorType, message: string, requestId: string | null): SseEvent {
  return { event: 'error', data: errorBody(type, message, requestId) };
}

/** A whole message as JSON. */
export function jsonMessage(options: MessageOptions = {}): AnsweringReply {
  return (request, { requestId, random }) => ({
    headers: { 'content-type': 'application/json', 'request-id': requestId },
    body: JSON.stringify(messageBody(messageFacts(options, request, random))),
  });
}

export interface StreamOptions extends MessageOptions {
  /** Pieces of text, 8 unless given. */
  deltas?: number;
  format?: SseFormat;
  /** Silence before the first event, and between any two. */
  firstEventMs?: number;
  eventMs?: number;
  /** After this many events an `error` event comes, and then the end. */
  failAfter?: { events: number; type?: ErrorType; message?: string };
  /** After this many events the stream stops, `message_stop` or not, and ends as `ending` says. */
  stopAfter?: number;
  ending?: 'clean' | 'fin' | 'reset' | 'hang';
}

/** A message as a stream, whole, failing or cut short; each event is written by itself. */
export function streamMessage(options: StreamOptions = {}): AnsweringReply {
  return (request, { requestId, random }) => {
    const { deltas, format, failAfter, stopAfter, firstEventMs, eventMs, ending } = options;
    let events = messageEvents(messageFacts(options, request, random), deltas);
    if (failAfter) {
      const failure = errorEvent(failAfter.type ?? 'overloaded_error', failAfter.message ?? 'Overloaded', requestId);
      events = [...events.slice(0, failAfter.events), failure];
    }
    return {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache',
        'request-id': requestId,
      },
      body: encodeEvents(events.slice(0, stopAfter), format),
      firstByteDelayMs: firstEventMs,
      betweenMs: eventMs,
      ending,
    };
  };
}
