import { classify } from '../../outcome/classify.ts';
import { safeLabel, safeMessage } from '../../outcome/message-text.ts';
import type { Outcome } from '../../outcome/vocabulary.ts';

/** What telemetry says of a failure, in one form or the other. */
export interface StatedError {
  status: number | null;
  /** The provider's word, such as `overloaded_error`. */
  errorType: string | null;
  errorMessage: string | null;
  requestId: string | null;
  /** What the application alone can know; `null`: status and type say it. */
  outcome: Outcome | null;
}

export const NO_ERROR: StatedError = {
  status: null,
  errorType: null,
  errorMessage: null,
  requestId: null,
  outcome: null,
};

/** Names that SDKs, fetch and undici give to errors. The first match holds. */
const BY_CLASS: readonly (readonly [pattern: RegExp, status: number | null, outcome: Outcome | null])[] = [
  [/abort|cancel/i, null, 'cancelled'],
  [/time_?out/i, null, 'timeout'],
  [/RateLimitError$/, 429, null],
  [/OverloadedError$/, 529, null],
  [/ServiceUnavailableError$/, 503, null],
  [/InternalServerError$/, 500, null],
  [/BadRequestError$/, 400, null],
  [/AuthenticationError$/, 401, null],
  [/PermissionDeniedError$/, 403, null],
  [/NotFoundError$/, 404, null],
  [/ConflictError$/, 409, null],
  [/RequestTooLargeError$/, 413, null],
  [/UnprocessableEntityError$/, 422, null],
  [/connect|network|socket|^E[A-Z]{3,}$|^UND_ERR|^TypeError$|fetch failed/i, null, 'network_error'],
];

const WORD_OF_API = /^[a-z][a-z_]{2,60}$/;
const OWN_WORDS = new Set(['client_error', 'client_timeout_error', 'connection_error']);

/** What an `error.type` or an `exception.type` says: a status, a provider's word, or the name of a class. */
export function fromErrorType(type: string | null): StatedError {
  if (type === null || type === '_OTHER') return NO_ERROR;
  if (/^[1-5]\d\d$/.test(type)) return { ...NO_ERROR, status: Number(type) };
  if (WORD_OF_API.test(type) && !OWN_WORDS.has(type)) return { ...NO_ERROR, errorType: type };
  const found = BY_CLASS.find(([pattern]) => pattern.test(type));
  return { ...NO_ERROR, status: found?.[1] ?? null, outcome: found?.[2] ?? null };
}

const LEADING_STATUS = /^(?:Error code: )?([1-5]\d\d)\b[\s:-]*/;
const field = (name: string) => new RegExp(`["']${name}["']\\s*:\\s*(?:"((?:[^"\\\\]|\\\\.){1,500})"|'([^']{1,500})')`);
const TYPE = /["']type["']\s*:\s*["']([A-Za-z_]{3,60})["']/g;
const MESSAGE = field('message');
const REQUEST_ID = field('request_id');

/** A string of JSON without its quotes, as what it stands for. */
function unescaped(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}

/**
 * What an exception's message says if the status leads it, as in the SDKs' errors: `529 {"type":"error",...}` and
 * Python's `Error code: 529 - {'type': 'error', ...}`. Nothing else of a message is kept: it could hold anything.
 */
export function fromMessage(message: string | null): StatedError {
  const status = LEADING_STATUS.exec(message ?? '')?.[1];
  if (!message || !status) return NO_ERROR;
  const types = [...message.matchAll(TYPE)].map((match) => match[1] ?? '').filter((type) => type !== 'error');
  const said = MESSAGE.exec(message);
  const id = REQUEST_ID.exec(message);
  return {
    status: Number(status),
    errorType: safeLabel(types[0] ?? null),
    errorMessage: safeMessage(said?.[1] === undefined ? (said?.[2] ?? null) : unescaped(said[1])),
    requestId: safeLabel(id?.[1] ?? id?.[2] ?? null, 200),
    outcome: null,
  };
}

/** What Claude Code calls `error`: the API's message, or all of an SDK's error. */
export function fromApiMessage(message: string | null): StatedError {
  const told = fromMessage(message);
  return told.status === null ? { ...NO_ERROR, errorMessage: safeMessage(message) } : told;
}

/** Several statements as one: the earlier holds where both say something. */
export function together(...statements: StatedError[]): StatedError {
  const first = <K extends keyof StatedError>(key: K) =>
    statements.find((statement) => statement[key] !== null)?.[key] ?? null;
  return {
    status: first('status') as number | null,
    errorType: first('errorType') as string | null,
    errorMessage: first('errorMessage') as string | null,
    requestId: first('requestId') as string | null,
    outcome: first('outcome') as Outcome | null,
  };
}

/** The outcome of an exchange that failed, or seems well: a status of 400 or a provider's word before the rest. */
export function outcomeOf(error: StatedError, failed: boolean): Outcome {
  const { status, errorType, errorMessage } = error;
  if (errorType !== null || (status !== null && status >= 400)) return classify(status, errorType, errorMessage);
  if (!failed && error.outcome === null) return 'ok';
  // A connection that broke after the head had come is an answer cut short.
  if (status !== null && (error.outcome === null || error.outcome === 'network_error')) return 'truncated';
  return error.outcome ?? 'network_error';
}
