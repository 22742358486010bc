// Runs in every runtime, as its neighbour does.
import type Anthropic from '@anthropic-ai/sdk';
import type * as reporter from '../../../lib/reporter/package/index.d.ts';

/** What the application got from one call of the SDK. */
export interface Got {
  text?: string;
  requestId?: string | null;
  inputTokens?: number;
  outputTokens?: number;
  error?: { name: string; status: unknown; type: unknown };
}

const ask = (model: string) => ({ model, max_tokens: 64, messages: [{ role: 'user' as const, content: 'Hi' }] });

const got = (message: Anthropic.Message, requestId: string | null | undefined): Got => ({
  text: message.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
  requestId,
  inputTokens: message.usage.input_tokens,
  outputTokens: message.usage.output_tokens,
});

/** Makes each kind of call, one after the other, by the name of the model that it asks for. */
export async function callAll(
  SDK: typeof Anthropic,
  { report, reportMiddleware }: typeof reporter,
  options: reporter.ReporterOptions,
  baseURL: string,
): Promise<Record<string, Got>> {
  const made = { baseURL, apiKey: 'sk-ant-fake-key-for-tests', maxRetries: 2 };
  const client = new SDK({ ...made, fetch: report(fetch, options) });
  const other = new SDK({ ...made, middleware: [reportMiddleware(options)] });
  const streamed = async (model: string) => {
    const stream = client.messages.stream(ask(model));
    if (model === 'aborted') stream.on('text', () => stream.abort());
    return got(await stream.finalMessage(), stream.request_id);
  };
  const created = async (model: string, sdk = client) => {
    const message = await sdk.messages.create(ask(model));
    return got(message, message._request_id);
  };
  const calls: Record<string, () => Promise<Got>> = {
    json: () => created('json'),
    text: () => created('text', other),
    retried: () => created('retried'),
    stream: () => streamed('stream'),
    midstream: () => streamed('midstream'),
    aborted: () => streamed('aborted'),
  };
  const all: Record<string, Got> = {};
  for (const [model, call] of Object.entries(calls)) {
    all[model] = await call().catch((error) => {
      const { status, type } = error as Error & { status: unknown; type: unknown };
      return { error: { name: error.constructor.name, status, type } };
    });
  }
  return all;
}
