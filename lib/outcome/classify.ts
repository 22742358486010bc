import type { Outcome } from './vocabulary.ts';

/** What is known of an error. Nothing but the status, or nothing but the type, is enough to judge by. */
export interface ErrorFacts {
  /** Wire status; `null` or below 400: the error came inside of a response that began well. */
  status: number | null;
  /** Such as `overloaded_error`, `insufficient_quota`, `RESOURCE_EXHAUSTED`, `ThrottlingException`. */
  errorType: string | null;
  errorMessage: string | null;
  /** A finer code beside the type: Anthropic's `error.details.error_code`, OpenAI's `error.code`. */
  errorCode?: string | null;
}

/** Codes and types that mean money, or a cap on money that no wait lifts. */
const SPEND_WORDS = new Set([
  'billing_error',
  'enforced_spend_limit_reached',
  'contract_spend_limit_reached',
  'spend_limit_reached',
  'insufficient_quota',
  'insufficient_credits',
  'insufficient_balance',
  'billing_hard_limit_reached',
  'billing_not_active',
  'quota_not_granted',
]);

const SPEND_MESSAGE =
  /credit balance is too low|reached your specified .{0,40}usage limits|extra usage is required|insufficient (?:balance|credits|funds)|billing hard limit|out of credits|exceeded your current quota.*platform\.openai\.com/is;

/** Words for want of capacity on the provider's side, whatever the status. */
const OVERLOAD_WORDS = new Set([
  'overloaded_error',
  'engine_overloaded_error',
  'engine_overloaded',
  'server_is_overloaded',
  'server_overloaded',
  'model_overloaded',
  'slow_down',
  'capacity_exceeded',
  'service_tier_capacity_exceeded',
  'ServiceUnavailableException',
  'serviceUnavailableException',
]);

/** Only believed of a server's failure: a client error may quote the word out of the request. */
const OVERLOAD_MESSAGE =
  /\boverloaded\b|\bover capacity\b|\bat capacity\b|capacity exceeded|experiencing high (?:demand|load|traffic)/i;

/** Types for which the status, should there be one, has nothing to add. */
const TYPES: readonly (readonly [Outcome, readonly string[]])[] = [
  [
    'rate_limited',
    [
      'rate_limit_error',
      'rate_limit_exceeded',
      'tokens',
      'requests',
      'RESOURCE_EXHAUSTED',
      'ThrottlingException',
      'throttlingException',
      'TooManyRequestsException',
    ],
  ],
  ['timeout', ['timeout_error', 'DEADLINE_EXCEEDED', 'ModelTimeoutException', 'modelTimeoutException']],
  [
    'server_error',
    [
      'api_error',
      'server_error',
      'internal_error',
      'internal_server_error',
      'INTERNAL',
      'UNKNOWN',
      'ABORTED',
      'DATA_LOSS',
      'InternalServerException',
      'internalServerException',
      'ModelErrorException',
      'ModelStreamErrorException',
      'modelStreamErrorException',
      'ModelNotReadyException',
    ],
  ],
  [
    'client_error',
    [
      'invalid_request_error',
      'authentication_error',
      'permission_error',
      'not_found_error',
      'conflict_error',
      'request_too_large',
      'invalid_prompt',
      'context_length_exceeded',
      'INVALID_ARGUMENT',
      'FAILED_PRECONDITION',
      'PERMISSION_DENIED',
      'UNAUTHENTICATED',
      'NOT_FOUND',
      'ValidationException',
      'validationException',
      'AccessDeniedException',
      'ResourceNotFoundException',
    ],
  ],
];
const BY_TYPE = new Map(TYPES.flatMap(([outcome, types]) => types.map((type) => [type, outcome] as const)));

function isSpend(status: number | null, words: readonly string[], message: string): boolean {
  if (status === 402 || words.some((word) => SPEND_WORDS.has(word))) return true;
  // Google grants some models no quota at all: "limit: 0" passes with no wait.
  if (words.includes('RESOURCE_EXHAUSTED') && /quota exceeded for metric\b[^\n]*\blimit: 0\b/i.test(message))
    return true;
  return (status === null || status === 400 || status === 403 || status === 429) && SPEND_MESSAGE.test(message);
}

function isOverload(status: number | null, words: readonly string[], message: string): boolean {
  if (status === 529 || words.some((word) => OVERLOAD_WORDS.has(word))) return true;
  if (words.includes('UNAVAILABLE')) return true;
  if (status !== null && status < 500 && status !== 429 && status !== 498) return false;
  // An account's limit is never an overload, whatever its message says.
  if (words.includes('rate_limit_error') || words.includes('invalid_request_error')) return false;
  return OVERLOAD_MESSAGE.test(message);
}

function byStatus(status: number): Outcome {
  if (status === 429) return 'rate_limited';
  if (status === 408 || status === 504) return 'timeout';
  return status >= 500 ? 'server_error' : 'client_error';
}

/**
 * The outcome of an error: overload before money before the type before the status, for a provider's own word is more
 * exact than the status it rides on (500 "Overloaded", 400 "credit balance is too low"). Never `ok`.
 */
export function classifyError({ status, errorType, errorMessage, errorCode }: ErrorFacts): Outcome {
  const wire = status !== null && status >= 400 ? status : null;
  const message = errorMessage ?? '';
  const words = [errorType, errorCode ?? null].filter((word) => word !== null);
  if (isOverload(wire, words, message)) return 'overloaded';
  if (isSpend(wire, words, message)) return 'spend_limited';
  const known = words.map((word) => BY_TYPE.get(word)).find((outcome) => outcome !== undefined);
  if (wire === null) return known ?? 'server_error';
  // Bedrock puts failures of the model itself on 424 and 429.
  if (known === 'server_error' && (wire === 424 || wire === 429)) return known;
  // Types of these two kinds say less than the status does: `api_error` on a 504, `invalid_request_error` on a 429.
  return known === undefined || known === 'server_error' || known === 'client_error' ? byStatus(wire) : known;
}

/**
 * The outcome of an exchange told in three words, as reports do: a status (or `null`), and the error's type and
 * message where there was an error.
 */
export function classify(status: number | null, errorType: string | null, errorMessage: string | null): Outcome {
  const failed = errorType !== null || errorMessage !== null || (status !== null && status >= 400);
  if (failed && status === null && errorType === null) return 'network_error';
  if (failed) return classifyError({ status, errorType, errorMessage });
  return status === null ? 'network_error' : 'ok';
}
