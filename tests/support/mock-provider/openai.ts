import type { AnsweringReply } from './errors.ts';
import { randomId } from './random.ts';
import { encodeEvents } from './sse.ts';

const TEXT = 'A weir measures the flow of a river and holds back a flood.';

interface ChatRequest {
  model?: unknown;
  stream?: unknown;
  stream_options?: { include_usage?: unknown };
}

/** `POST /v1/chat/completions` in OpenAI's shape: JSON, or chunks that end with `[DONE]`. */
export const chatCompletion: AnsweringReply = (request, { requestId, nowMs, random }) => {
  const asked = (request.json() ?? {}) as ChatRequest;
  const base = {
    id: randomId('chatcmpl', random),
    created: Math.floor(nowMs / 1000),
    model: request.model ?? 'gpt-mock',
  };
  const [prompt, completion] = [Math.max(1, Math.ceil(request.bodyBytes / 4)), Math.ceil(TEXT.length / 4)];
  const usage = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
  const headers = { 'x-request-id': requestId, 'openai-processing-ms': '12' };
  if (asked.stream !== true) {
    const message = { role: 'assistant', content: TEXT, refusal: null };
    const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
    const body = JSON.stringify({ ...base, object: 'chat.completion', choices, usage });
    return { headers: { 'content-type': 'application/json', ...headers }, body };
  }
  const chunk = (delta: object, finish: string | null = null) => ({
    data: { ...base, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] },
  });
  const words = TEXT.match(/\S+\s*/g) ?? [];
  const events = [
    chunk({ role: 'assistant', content: '' }),
    ...words.map((content) => chunk({ content })),
    chunk({}, 'stop'),
    ...(asked.stream_options?.include_usage === true
      ? [{ data: { ...base, object: 'chat.completion.chunk', choices: [], usage } }]
      : []),
    { data: '[DONE]' },
  ];
  return { headers: { 'content-type': 'text/event-stream; charset=utf-8', ...headers }, body: encodeEvents(events) };
};
