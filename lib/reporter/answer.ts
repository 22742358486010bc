import type { ReportedUsage } from './package/index.d.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a response has told so far, in the names of a report. */
export interface Answer {
  model?: string | null;
  usage?: ReportedUsage;
  stopReason?: string | null;
  requestId?: string | null;
  errorType?: string | null;
  errorCode?: string | null;
  errorMessage?: string | null;
  /** It states an error. */
  failed?: boolean;
  /** Which kind of stream this is, where that tells how it has to end. */
  shape?: 'strict' | 'other' | null;
}

const fields = (value: unknown): Fields => (typeof value === 'object' && value ? (value as Fields) : {});
/** The first of the values that is a text with something in it. */
const text = (...values: unknown[]) =>
  (values.find((value) => value && typeof value === 'string') as string | undefined) ?? null;

/** What providers call a count; a later statement wins, for counts are cumulative. */
export const COUNTS = {
  inputTokens: ['input_tokens', 'prompt_tokens', 'promptTokenCount'],
  outputTokens: ['output_tokens', 'completion_tokens', 'candidatesTokenCount'],
  cacheCreationInputTokens: ['cache_creation_input_tokens'],
  cacheReadInputTokens: ['cache_read_input_tokens', 'cached_tokens', 'cachedContentTokenCount'],
};

function takeUsage(answer: Answer, usage: Fields): void {
  const all = { ...fields(usage.prompt_tokens_details ?? usage.input_tokens_details), ...usage };
  for (const [name, words] of Object.entries(COUNTS))
    for (const word of words) if (Number.isInteger(all[word])) answer.usage = { ...answer.usage, [name]: all[word] };
  if (answer.usage && all.service_tier) answer.usage.serviceTier = text(all.service_tier);
}

/** The text as JSON; `null`: it is none. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/**
 * Takes one document in: a whole body, or the data of one event. It reads the fields that the gateway's scanner looks
 * for in the formats of Anthropic, OpenAI and Gemini, and means the same by them; a test compares the two.
 * @param type the document's own, else its event's name
 * @param isError it is known to be an error, whatever it says; `null`: only a body that is nothing else is one
 * @returns whether it carries generated content
 */
export function takeDocument(answer: Answer, document: unknown, type: string | null, isError: boolean | null): boolean {
  const d = fields(document);
  const [message, response, error] = [fields(d.message), fields(d.response), fields(d.error)];
  const candidate = fields(fields(d.candidates)[0]);
  const choice = fields(fields(d.choices)[0]);
  const delta = fields(choice.delta);

  answer.model = text(answer.model, message.model, response.model, d.model, d.modelVersion);
  answer.requestId ??= text(d.request_id);
  answer.stopReason = text(
    fields(d.delta).stop_reason,
    d.stop_reason,
    choice.finish_reason,
    fields(response.incomplete_details ?? d.incomplete_details).reason,
    candidate.finishReason,
    answer.stopReason,
  );
  takeUsage(answer, fields(message.usage ?? d.usage ?? response.usage ?? d.usageMetadata));
  answer.shape ??= /^message_start|^response\./.test(type ?? '')
    ? 'strict'
    : d.choices || d.candidates
      ? 'other'
      : null;

  const stated = d.error ?? response.error;
  const failed =
    isError ||
    type === 'error' ||
    type === 'response.failed' ||
    (isError === null
      ? d.status === 'failed' || (error.message && !d.object && !d.model && !d.status)
      : stated !== undefined && stated !== null);
  if (failed && !answer.failed) {
    answer.failed = true;
    const { type, status, code, details, message } = fields(stated);
    const finer = text(fields(details).error_code, code, d.code);
    const own = text(type, status);
    answer.errorCode = finer;
    // OpenAI's type of a 429 is the limit's name; its code says what happened.
    answer.errorType = finer && (!own || own === 'tokens' || own === 'requests') ? finer : own;
    answer.errorMessage = text(message, stated, d.message);
  }
  return !!(
    delta.content ||
    delta.reasoning ||
    delta.reasoning_content ||
    delta.tool_calls ||
    choice.text ||
    candidate.content
  );
}
