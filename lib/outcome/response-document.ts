import type { Usage } from './attempt.ts';
import type { ErrorFacts } from './classify.ts';
import { compilePaths, type FieldSpec } from './json-paths.ts';
import { JsonScanner } from './json-scanner.ts';
import { safeLabel } from './message-text.ts';
import { readUsage } from './usage.ts';

/** An error as a body or an event states it. `status` is the provider's own word, not the wire's. */
export type StatedError = ErrorFacts & { details: unknown };

const MESSAGE_BYTES = 4096;
const OBJECT_BYTES = 16_384;

/** Every field that is read of a response, of any provider: an upstream may speak another's format. */
const SPECS = {
  type: { path: 'type' },
  object: { path: 'object' },
  status: { path: 'status' },
  model: { path: 'model', maxBytes: 1024 },
  requestId: { path: 'request_id' },
  usage: { path: 'usage', maxBytes: OBJECT_BYTES },
  stopReason: { path: 'stop_reason' },
  serviceTier: { path: 'service_tier' },
  message: { path: 'message', maxBytes: MESSAGE_BYTES },
  code: { path: 'code' },

  errorText: { path: 'error', maxBytes: MESSAGE_BYTES },
  errorType: { path: 'error.type' },
  errorCode: { path: 'error.code' },
  errorStatus: { path: 'error.status' },
  errorMessage: { path: 'error.message', maxBytes: MESSAGE_BYTES },
  errorDetails: { path: 'error.details', maxBytes: OBJECT_BYTES },
  upstreamText: { path: 'error.metadata.raw', maxBytes: MESSAGE_BYTES },

  // Anthropic's stream events.
  messageModel: { path: 'message.model', maxBytes: 1024 },
  messageUsage: { path: 'message.usage', maxBytes: OBJECT_BYTES },
  deltaStopReason: { path: 'delta.stop_reason' },

  // OpenAI: chat completions, then responses. `*` at the top is the `[DONE]` that ends a stream.
  done: { path: '*', maxBytes: 8 },
  finishReason: { path: 'choices.*.finish_reason' },
  choiceText: { path: 'choices.*.text', maxBytes: 8 },
  deltaContent: { path: 'choices.*.delta.content', maxBytes: 8 },
  deltaReasoning: { path: 'choices.*.delta.reasoning', maxBytes: 8 },
  deltaReasoningContent: { path: 'choices.*.delta.reasoning_content', maxBytes: 8 },
  deltaToolCalls: { path: 'choices.*.delta.tool_calls', maxBytes: 8 },
  incompleteReason: { path: 'incomplete_details.reason' },
  responseModel: { path: 'response.model', maxBytes: 1024 },
  responseUsage: { path: 'response.usage', maxBytes: OBJECT_BYTES },
  responseStatus: { path: 'response.status' },
  responseServiceTier: { path: 'response.service_tier' },
  responseIncompleteReason: { path: 'response.incomplete_details.reason' },
  responseErrorCode: { path: 'response.error.code' },
  responseErrorMessage: { path: 'response.error.message', maxBytes: MESSAGE_BYTES },
  groqUsage: { path: 'x_groq.usage', maxBytes: OBJECT_BYTES },

  // Gemini; without `alt=sse` its stream is one array.
  geminiModel: { path: 'modelVersion', maxBytes: 1024 },
  geminiUsage: { path: 'usageMetadata', maxBytes: OBJECT_BYTES },
  geminiFinish: { path: 'candidates.*.finishReason' },
  geminiContent: { path: 'candidates.*.content', maxBytes: 8 },
  geminiBlock: { path: 'promptFeedback.blockReason' },
  listModel: { path: '*.modelVersion', maxBytes: 1024 },
  listUsage: { path: '*.usageMetadata', maxBytes: OBJECT_BYTES },
  listFinish: { path: '*.candidates.*.finishReason' },
  listErrorCode: { path: '*.error.code' },
  listErrorStatus: { path: '*.error.status' },
  listErrorMessage: { path: '*.error.message', maxBytes: MESSAGE_BYTES },
  listErrorDetails: { path: '*.error.details', maxBytes: OBJECT_BYTES },

  // Bedrock and Cohere.
  awsType: { path: '__type' },
  awsStop: { path: 'stopReason' },
  cohereType: { path: 'error_type' },
  cohereFinish: { path: 'finish_reason' },
  cohereTokens: { path: 'meta.tokens', maxBytes: OBJECT_BYTES },
} as const satisfies Record<string, FieldSpec>;

type FieldName = keyof typeof SPECS;
const NAMES = Object.keys(SPECS) as FieldName[];
const INDEX = Object.fromEntries(NAMES.map((name, index) => [name, index])) as Record<FieldName, number>;
const PATHS = compilePaths(NAMES.map((name) => SPECS[name]));

const TERMINAL_TYPES = new Set(['message_stop', 'response.completed', 'response.incomplete', 'response.failed']);

/** One JSON document of a response, a whole body or the data of one event, as far as it says something to us. */
export class ResponseDocument {
  readonly scanner = new JsonScanner({ paths: PATHS });

  private string(name: FieldName): string | null {
    return this.scanner.field(INDEX[name]).string;
  }

  private filled(...names: FieldName[]): boolean {
    return names.some((name) => this.scanner.field(INDEX[name]).filled);
  }

  private value(name: FieldName): unknown {
    return this.scanner.field(INDEX[name]).value;
  }

  /** The first of the fields that holds a string fit for a label. */
  private label(names: readonly FieldName[], maxLength?: number): string | null {
    for (const name of names) {
      const label = safeLabel(this.string(name), maxLength);
      if (label !== null) return label;
    }
    return null;
  }

  get type(): string | null {
    return this.string('type');
  }

  get model(): string | null {
    return this.label(['messageModel', 'responseModel', 'model', 'geminiModel', 'listModel'], 200);
  }

  get requestId(): string | null {
    return this.label(['requestId'], 200);
  }

  get stopReason(): string | null {
    return this.label([
      'deltaStopReason',
      'stopReason',
      'finishReason',
      'responseIncompleteReason',
      'incompleteReason',
      'geminiFinish',
      'listFinish',
      'geminiBlock',
      'awsStop',
      'cohereFinish',
    ]);
  }

  get usage(): Usage | null {
    for (const name of ['messageUsage', 'usage', 'responseUsage', 'geminiUsage', 'listUsage', 'groqUsage'] as const) {
      const usage = this.filled(name) ? readUsage(this.value(name)) : null;
      if (usage === null) continue;
      return { ...usage, serviceTier: usage.serviceTier ?? this.label(['serviceTier', 'responseServiceTier']) };
    }
    return this.filled('cohereTokens') ? readUsage(this.value('cohereTokens')) : null;
  }

  /** Which kind of stream an event belongs to, where that tells how the stream has to end. */
  get shape(): 'messages' | 'chat' | 'responses' | 'gemini' | null {
    if (this.type === 'message_start') return 'messages';
    if (this.filled('finishReason', 'choiceText', 'deltaContent', 'deltaToolCalls')) return 'chat';
    if (this.string('object') === 'chat.completion.chunk') return 'chat';
    if (this.type?.startsWith('response.')) return 'responses';
    return this.filled('geminiFinish', 'geminiContent', 'geminiUsage') ? 'gemini' : null;
  }

  /** Whether an event carries generated content. */
  get hasContent(): boolean {
    return this.filled(
      'deltaContent',
      'deltaReasoning',
      'deltaReasoningContent',
      'deltaToolCalls',
      'choiceText',
      'geminiContent',
    );
  }

  /** Whether an event says that its stream is over. */
  get isTerminal(): boolean {
    return (
      TERMINAL_TYPES.has(this.type ?? '') ||
      (this.scanner.kind === 'array' && this.value('done') === undefined && this.isDone)
    );
  }

  private get isDone(): boolean {
    // `[DONE]` is no JSON: its word is there, but does not parse.
    return this.scanner.complete && this.scanner.field(INDEX.done).present;
  }

  /**
   * The error that the document states, if it does. `failed`: the response or event is known to be an error, so there
   * is one even if the document says nothing of it, and a bare `message` counts too.
   */
  error(failed: boolean): StatedError | null {
    const flat = failed || this.type === 'error';
    const found =
      flat ||
      this.type === 'response.failed' ||
      this.filled('errorType', 'errorCode', 'errorMessage', 'errorStatus', 'errorText') ||
      this.filled('listErrorMessage', 'listErrorStatus', 'responseErrorMessage', 'responseErrorCode');
    if (!found) return null;
    const code = this.value('errorCode') ?? this.value('listErrorCode');
    const details = this.value('errorDetails') ?? this.value('listErrorDetails');
    const finerCode =
      detailCode(details) ?? this.label(['errorCode', 'responseErrorCode', ...(flat ? (['code'] as const) : [])]);
    return {
      status: typeof code === 'number' ? code : null,
      errorType: this.errorType(flat, finerCode),
      errorCode: finerCode,
      errorMessage: this.errorMessage(flat),
      details,
    };
  }

  private errorType(flat: boolean, code: string | null): string | null {
    const type = this.label(['errorType', 'errorStatus', 'listErrorStatus']);
    // OpenAI's type of a 429 is the limit's name; its code says what happened.
    if (type === null || type === 'tokens' || type === 'requests') {
      const other = code ?? (flat ? this.label(['awsType', 'cohereType']) : null);
      return other?.replace(/^.*#|:.*$/g, '') || type;
    }
    return type;
  }

  private errorMessage(flat: boolean): string | null {
    const stated =
      this.string('errorMessage') ?? this.string('listErrorMessage') ?? this.string('responseErrorMessage');
    const message = stated ?? this.string('errorText') ?? (flat ? this.string('message') : null);
    // OpenRouter's own message says only that the provider failed; the provider's is beside it.
    const upstream = this.string('upstreamText');
    return upstream === null ? message : `${message ?? ''}: ${upstream}`;
  }

  /** Whether a body that came with a 2xx is nothing but an error, rather than an object that tells of one. */
  get isBareError(): boolean {
    if (this.type === 'error') return true;
    const wraps = this.filled('object', 'model', 'status', 'stopReason', 'finishReason', 'geminiContent');
    return !wraps && this.filled('errorMessage', 'errorStatus', 'listErrorMessage');
  }

  /** Whether a body is an OpenAI response object that failed. */
  get isFailedResponse(): boolean {
    return this.string('object') === 'response' && this.string('status') === 'failed';
  }
}

function detailCode(details: unknown): string | null {
  if (typeof details !== 'object' || details === null || !('error_code' in details)) return null;
  return typeof details.error_code === 'string' ? safeLabel(details.error_code) : null;
}
