/** What the benchmarks send and what the upstream answers: the shapes of the Claude API, of a fixed size. */

const LIMITS = ['requests', 'tokens', 'input-tokens', 'output-tokens'];
export const STREAM_EVENTS = 100;

/** Response headers as the API sends them. */
export const RESPONSE_HEADERS: [string, string][] = [
  ['request-id', 'req_011CbenchBenchBenchBench'],
  ['anthropic-organization-id', '00000000-0000-4000-8000-00000000beef'],
  ...LIMITS.flatMap((name): [string, string][] => [
    [`anthropic-ratelimit-${name}-limit`, '400000'],
    [`anthropic-ratelimit-${name}-remaining`, '399000'],
    [`anthropic-ratelimit-${name}-reset`, '2026-01-01T00:00:00Z'],
  ]),
];

/** A request of 1 KB. */
export function requestBody(stream: boolean): string {
  const empty = { model: 'claude-sonnet-5', max_tokens: 256, stream, messages: [{ role: 'user', content: '' }] };
  const room = 1024 - JSON.stringify(empty).length;
  return JSON.stringify({ ...empty, messages: [{ role: 'user', content: 'weir '.repeat(300).slice(0, room) }] });
}

const USAGE = { input_tokens: 250, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 97 };
const MESSAGE = { id: 'msg_bench', type: 'message', role: 'assistant', model: 'claude-sonnet-5' };

/** A Message of about 700 bytes. */
export const JSON_BODY = JSON.stringify({
  ...MESSAGE,
  content: [{ type: 'text', text: 'A weir measures a flow. '.repeat(18) }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { ...USAGE, service_tier: 'standard' },
});

function event(type: string, rest: object = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
}

/** One piece of text. */
export function deltaEvent(text: string): string {
  return event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
}

export const OPENING_EVENTS = [
  event('message_start', {
    message: { ...MESSAGE, content: [], stop_reason: null, usage: { ...USAGE, output_tokens: 1 } },
  }),
  event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
];

export const CLOSING_EVENTS = [
  event('content_block_stop', { index: 0 }),
  event('message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: USAGE }),
  event('message_stop'),
];

/** A whole stream of 100 events. */
export const STREAM: string[] = [
  ...OPENING_EVENTS,
  ...Array.from({ length: STREAM_EVENTS - 5 }, (_, i) => deltaEvent(` word${i}`)),
  ...CLOSING_EVENTS,
];
