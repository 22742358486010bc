import type { Answer, HeaderPairs, Scenario, ScenarioContext } from './answer.ts';
import { error } from './errors.ts';
import { jsonMessage, streamMessage } from './message.ts';
import { chatCompletion } from './openai.ts';
import type { ReceivedRequest } from './received.ts';

const ORGANIZATION_ID = '00000000-0000-4000-8000-00000000beef';
const MODELS = ['claude-opus-5', 'claude-sonnet-5', 'claude-haiku-4-5-20251001'];
const LIMITS = { requests: 4000, tokens: 480_000, 'input-tokens': 400_000, 'output-tokens': 80_000 };

/** What a healthy provider answers, by path. */
export const defaultReply: Scenario = async (request, context) => {
  await request.complete;
  const answer = await route(request, context);
  const isClaude = !request.path.endsWith('/chat/completions');
  return isClaude ? withAccountHeaders(answer, context) : answer;
};

function route(request: ReceivedRequest, context: ScenarioContext): Answer | Promise<Answer> {
  const { method, path } = request;
  if (method === 'HEAD') return { headers: { 'content-type': 'application/json' } };
  if (path.endsWith('/chat/completions')) return chatCompletion(request, context);
  if (path === '/v1/models' && method === 'GET') return json(modelList(request.target));
  if (path.startsWith('/v1/models/') && method === 'GET') return json(model(path.slice('/v1/models/'.length)));
  if (path === '/v1/files' && method === 'POST') return json(fileObject(request));
  if (path === '/v1/messages/count_tokens')
    return json({ input_tokens: Math.max(1, Math.ceil(request.bodyBytes / 4)) });
  if (path !== '/v1/messages') return error('not_found_error', { message: 'Not Found' })(request, context);
  if (method !== 'POST')
    return error('invalid_request_error', { status: 405, message: 'Method Not Allowed' })(request, context);
  return message(request, context);
}

function message(request: ReceivedRequest, context: ScenarioContext): Answer {
  const body = request.json();
  // A body longer than what is kept cannot be parsed and gets the benefit of the doubt.
  const isWhole = request.body.length === request.bodyBytes;
  if (isWhole && (body === null || typeof body !== 'object'))
    return error('invalid_request_error', { message: 'The request body is not valid JSON' })(request, context);
  if (isWhole && request.model === null)
    return error('invalid_request_error', { message: 'model: Field required' })(request, context);
  const wantsStream = body !== null && typeof body === 'object' && 'stream' in body && body.stream === true;
  return wantsStream ? streamMessage()(request, context) : jsonMessage()(request, context);
}

function json(value: object): Answer {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function model(id: string): object {
  return { type: 'model', id, display_name: id, created_at: '2026-01-01T00:00:00Z' };
}

function modelList(target: string): object {
  const limit = Number(new URLSearchParams(target.split('?')[1]).get('limit') ?? 20);
  const ids = MODELS.slice(0, limit);
  return {
    data: ids.map(model),
    has_more: ids.length < MODELS.length,
    first_id: ids[0] ?? null,
    last_id: ids.at(-1) ?? null,
  };
}

function fileObject(request: ReceivedRequest): object {
  return { id: 'file_mock', type: 'file', filename: 'upload', size_bytes: request.bodyBytes };
}

function withAccountHeaders(answer: Answer, { requestId, nowMs }: ScenarioContext): Answer {
  const given: HeaderPairs = Array.isArray(answer.headers) ? answer.headers : Object.entries(answer.headers ?? {});
  const reset = new Date(nowMs + 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  const limits = Object.entries(LIMITS).flatMap(
    ([name, limit]): HeaderPairs => [
      [`anthropic-ratelimit-${name}-limit`, String(limit)],
      [`anthropic-ratelimit-${name}-remaining`, String(limit - 1)],
      [`anthropic-ratelimit-${name}-reset`, reset],
    ],
  );
  const identified = given.some(([name]) => name === 'request-id');
  const id: HeaderPairs = identified ? [] : [['request-id', requestId]];
  return { ...answer, headers: [...given, ...id, ['anthropic-organization-id', ORGANIZATION_ID], ...limits] };
}
