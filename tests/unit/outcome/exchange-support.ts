import { createExchangeReader } from '../../../lib/outcome/exchange.ts';
import type { ExchangeEnd, ExchangeOptions, ExchangeResult } from '../../../lib/outcome/exchange-types.ts';
import { bytes, pieces } from './pieces.ts';

export const COMPLETE: ExchangeEnd = { kind: 'complete', passedOn: true };
export const CLOSED: ExchangeEnd = { kind: 'upstream_closed', passedOn: true };
export const GONE: ExchangeEnd = { kind: 'client_gone', passedOn: true };
export const RESET: ExchangeEnd = { kind: 'network', code: 'ECONNRESET', message: 'read ECONNRESET', passedOn: true };
export const SILENT: ExchangeEnd = { kind: 'timeout', what: 'silence', passedOn: true };

export function options(partial: Partial<ExchangeOptions> = {}): ExchangeOptions {
  return {
    dialect: 'anthropic',
    status: 200,
    headers: { 'content-type': 'application/json', 'request-id': 'req_head' },
    startedAtMs: 1_000_000,
    requestModel: 'claude-asked',
    streamRequested: false,
    ...partial,
  };
}

export function streamed(partial: Partial<ExchangeOptions> = {}): ExchangeOptions {
  return options({
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'request-id': 'req_head' },
    streamRequested: true,
    ...partial,
  });
}

/** Plays a body and its end; each piece comes a millisecond after the one before. */
export function play(
  given: ExchangeOptions,
  body: string | Uint8Array,
  end: ExchangeEnd = COMPLETE,
  cuts: readonly number[] = [],
): ExchangeResult {
  const reader = createExchangeReader(given);
  let atMs = given.startedAtMs;
  for (const piece of pieces(typeof body === 'string' ? bytes(body) : body, cuts)) reader.write(piece, ++atMs);
  return reader.finish(end);
}

export function sse(...events: { type: string }[]): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}

export function chunks(...datas: unknown[]): string {
  return datas.map((data) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`).join('');
}

export const START = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    model: 'claude-opus-5',
    usage: { input_tokens: 391, output_tokens: 8, cache_read_input_tokens: 5, service_tier: 'standard' },
  },
};
export const PING = { type: 'ping' };
export const BLOCK = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };
export const TEXT = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } };
export const BLOCK_END = { type: 'content_block_stop', index: 0 };
export const DELTA = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 64 } };
export const STOP = { type: 'message_stop' };
export const OVERLOADED = {
  type: 'error',
  error: { type: 'overloaded_error', message: 'Overloaded' },
  request_id: 'req_event',
};
