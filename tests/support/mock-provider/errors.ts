import type { Answer, ScenarioContext } from './answer.ts';
import type { ReceivedRequest } from './received.ts';

/** The error types of the Claude API with the status each comes with. */
export const ERROR_STATUS = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  conflict_error: 409,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
} as const;
export type ErrorType = keyof typeof ERROR_STATUS;

const MESSAGES: Partial<Record<ErrorType, string>> = {
  authentication_error: 'invalid x-api-key',
  rate_limit_error: 'This request would exceed the rate limit of your organization.',
  api_error: 'Internal server error',
  timeout_error: 'The request took too long.',
  overloaded_error: 'Overloaded',
};

export interface ErrorOptions {
  /** When it differs from the type's usual one. */
  status?: number;
  message?: string;
  /** `error.details`. */
  details?: Record<string, unknown>;
  headers?: Record<string, string>;
  /** Leaves the id out of header and body. */
  withoutRequestId?: boolean;
}

/** A reply that always answers. */
export type AnsweringReply = (request: ReceivedRequest, context: ScenarioContext) => Answer;

/** The body of an error as the Claude API words it. */
export function errorBody(type: ErrorType, message: string, requestId: string | null, details?: object): object {
  return { type: 'error', error: { type, message, ...(details && { details }) }, request_id: requestId };
}

/** An error in the shape of the Claude API. */
export function error(type: ErrorType, options: ErrorOptions = {}): AnsweringReply {
  const message = options.message ?? MESSAGES[type] ?? type;
  return (_request, { requestId }) => {
    const id = options.withoutRequestId ? null : requestId;
    return {
      status: options.status ?? ERROR_STATUS[type],
      headers: { 'content-type': 'application/json', ...(id && { 'request-id': id }), ...options.headers },
      body: JSON.stringify(errorBody(type, message, id, options.details)),
    };
  };
}

/** A 529. */
export function overloaded(options?: ErrorOptions): AnsweringReply {
  return error('overloaded_error', options);
}

/** A 500 that means overload: nothing but its message says so. */
export function overloadedAs500(): AnsweringReply {
  return error('api_error', { message: 'Overloaded', withoutRequestId: true });
}

/** A 429 that passes after `retryAfterSeconds`, with the headers of the exhausted limit. */
export function rateLimited(retryAfterSeconds = 12, options: ErrorOptions = {}): AnsweringReply {
  return (request, context) => {
    const reset = new Date(context.nowMs + retryAfterSeconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
    const headers = {
      'retry-after': String(retryAfterSeconds),
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': reset,
      ...options.headers,
    };
    return error('rate_limit_error', { ...options, headers })(request, context);
  };
}

/** A 429 that no wait cures. */
export function spendLimited(errorCode = 'enforced_spend_limit_reached'): AnsweringReply {
  return error('rate_limit_error', {
    message: 'You have reached your spend limit.',
    details: { error_code: errorCode },
  });
}
