import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { classify, classifyError } from '../../../lib/outcome/classify.ts';
import { OUTCOMES, type Outcome } from '../../../lib/outcome/vocabulary.ts';

type Row = [status: number | null, type: string | null, message: string | null, expected: Outcome, code?: string];

function table(rows: Row[]) {
  test.each(rows)('%s %s %j -> %s', (status, errorType, errorMessage, expected, code) => {
    expect(classifyError({ status, errorType, errorMessage, errorCode: code ?? null })).toBe(expected);
    if (code === undefined) expect(classify(status, errorType, errorMessage)).toBe(expected);
  });
}

describe('Anthropic', () => {
  table([
    [529, 'overloaded_error', 'Overloaded', 'overloaded'],
    [529, null, null, 'overloaded'],
    [529, 'api_error', 'Something else', 'overloaded'],
    [200, 'overloaded_error', 'Overloaded', 'overloaded'],
    [null, 'overloaded_error', 'Overloaded', 'overloaded'],
    [503, 'overloaded_error', 'x', 'overloaded'],
    [500, 'api_error', 'Overloaded', 'overloaded'],
    [500, 'api_error', 'Overloaded. https://docs.claude.com/en/api/errors', 'overloaded'],
    [200, 'api_error', 'Overloaded', 'overloaded'],
    [500, 'api_error', 'Internal server error', 'server_error'],
    [200, 'api_error', 'Internal server error', 'server_error'],
    [429, 'rate_limit_error', 'Rate limited', 'rate_limited'],
    [
      429,
      'rate_limit_error',
      "This request would exceed your account's rate limit. Please try again later.",
      'rate_limited',
    ],
    [429, 'rate_limit_error', 'Your rate of requests rose too fast', 'rate_limited', 'ramp_limit_exceeded'],
    [429, 'rate_limit_error', 'Spend limit', 'spend_limited', 'enforced_spend_limit_reached'],
    [429, 'rate_limit_error', 'Spend limit', 'spend_limited', 'contract_spend_limit_reached'],
    [429, 'rate_limit_error', 'Extra usage is required for long context requests.', 'spend_limited'],
    // An account's limit is none of the provider's capacity, whatever words it uses.
    [429, 'rate_limit_error', 'Our systems are overloaded by your account', 'rate_limited'],
    [429, null, null, 'rate_limited'],
    [200, 'rate_limit_error', 'Rate limited', 'rate_limited'],
    [402, 'billing_error', 'Pay', 'spend_limited'],
    [402, null, null, 'spend_limited'],
    [403, 'billing_error', 'Pay', 'spend_limited'],
    [
      400,
      'invalid_request_error',
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.',
      'spend_limited',
    ],
    [
      400,
      'invalid_request_error',
      'You have reached your specified API usage limits. You will regain access on 2026-04-01 at 00:00 UTC.',
      'spend_limited',
    ],
    [
      400,
      'invalid_request_error',
      'You have reached your specified workspace API usage limits. You will regain access on 2026-04-01.',
      'spend_limited',
    ],
    [400, 'invalid_request_error', 'prompt is too long: 3333404 tokens > 200000 maximum', 'client_error'],
    [400, 'invalid_request_error', 'messages.0: "the bridge was overloaded"', 'client_error'],
    [400, null, 'operator is overloaded', 'client_error'],
    [403, 'permission_error', 'Your credit balance is too low', 'spend_limited'],
    [429, 'rate_limit_error', 'Your credit balance is too low', 'spend_limited'],
    [200, 'invalid_request_error', 'Your credit balance is too low', 'spend_limited'],
    [404, 'not_found_error', 'Your credit balance is too low', 'client_error'],
    [500, 'api_error', 'Your credit balance is too low', 'server_error'],
    [401, 'authentication_error', 'invalid x-api-key', 'client_error'],
    [403, 'permission_error', 'no', 'client_error'],
    [404, 'not_found_error', 'model: x', 'client_error'],
    [409, 'conflict_error', 'x', 'client_error'],
    [413, 'request_too_large', 'x', 'client_error'],
    [413, null, null, 'client_error'],
    [504, 'timeout_error', 'x', 'timeout'],
    [504, 'api_error', 'x', 'timeout'],
    [408, null, null, 'timeout'],
    [200, 'timeout_error', 'x', 'timeout'],
    [200, 'invalid_request_error', 'x', 'client_error'],
    [200, 'a_new_type', 'x', 'server_error'],
    [502, null, 'Bad gateway', 'server_error'],
    [520, null, null, 'server_error'],
    [418, 'a_new_type', 'x', 'client_error'],
  ]);
});

describe('OpenAI and those who speak like it', () => {
  table([
    [
      429,
      'insufficient_quota',
      'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
      'spend_limited',
    ],
    [
      429,
      null,
      'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
      'spend_limited',
    ],
    [
      400,
      'invalid_request_error',
      'Billing hard limit has been reached',
      'spend_limited',
      'billing_hard_limit_reached',
    ],
    [429, 'billing_not_active', 'Your account is not active', 'spend_limited'],
    [429, 'tokens', 'Rate limit reached for gpt-5 on tokens per min (TPM)', 'rate_limited', 'rate_limit_exceeded'],
    [429, 'requests', 'Rate limit reached', 'rate_limited'],
    [503, 'server_error', 'The engine is currently overloaded, please try again later', 'overloaded'],
    [503, null, 'That model is currently overloaded with other requests.', 'overloaded'],
    [503, 'service_unavailable_error', 'Slow down', 'overloaded', 'slow_down'],
    [503, 'server_error', 'The server is temporarily unavailable', 'server_error'],
    [
      null,
      'server_error',
      'Our servers are currently overloaded. Please try again later.',
      'overloaded',
      'server_is_overloaded',
    ],
    [429, 'engine_overloaded_error', 'The engine is currently overloaded, please try again later', 'overloaded'],
    [429, 'server_error', 'That model is currently overloaded with other requests', 'overloaded'],
    [500, 'server_error', 'The server had an error while processing your request', 'server_error'],
    [200, 'server_error', 'The server had an error', 'server_error'],
    [429, 'service_tier_capacity_exceeded', 'Service tier capacity exceeded for this model.', 'overloaded'],
    [498, 'x', 'Flex tier: over capacity', 'overloaded'],
    [402, 'unknown_error', 'Insufficient Balance', 'spend_limited'],
    [402, null, 'This request requires more credits', 'spend_limited'],
    [429, null, 'Provider returned error: temporarily rate-limited upstream', 'rate_limited'],
    [404, 'invalid_request_error', 'The model does not exist', 'client_error', 'model_not_found'],
  ]);
});

describe('Google', () => {
  const quota = 'You exceeded your current quota, please check your plan and billing details. https://ai.google.dev/x';
  table([
    [503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.', 'overloaded'],
    [503, 'UNAVAILABLE', 'The service is currently unavailable.', 'overloaded'],
    [200, 'UNAVAILABLE', 'x', 'overloaded'],
    [503, null, 'This model is currently experiencing high demand.', 'overloaded'],
    [429, 'RESOURCE_EXHAUSTED', quota, 'rate_limited'],
    [
      429,
      'RESOURCE_EXHAUSTED',
      `${quota}\n* Quota exceeded for metric: x_requests, limit: 20, model: g`,
      'rate_limited',
    ],
    [
      429,
      'RESOURCE_EXHAUSTED',
      `${quota}\n* Quota exceeded for metric: x_requests, limit: 0, model: g`,
      'spend_limited',
    ],
    [429, 'RESOURCE_EXHAUSTED', 'Resource exhausted. Please try again later.', 'rate_limited'],
    [null, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).', 'rate_limited'],
    [504, 'DEADLINE_EXCEEDED', 'x', 'timeout'],
    [500, 'INTERNAL', 'x', 'server_error'],
    [null, 'INTERNAL', 'x', 'server_error'],
    [400, 'INVALID_ARGUMENT', 'x', 'client_error'],
    [400, 'FAILED_PRECONDITION', 'x', 'client_error'],
    [403, 'PERMISSION_DENIED', 'x', 'client_error'],
  ]);
});

describe('Bedrock', () => {
  table([
    [429, 'ThrottlingException', 'Too many requests, please wait before trying again.', 'rate_limited'],
    [400, 'ThrottlingException', 'Rate exceeded', 'rate_limited'],
    [null, 'throttlingException', 'x', 'rate_limited'],
    [503, 'ServiceUnavailableException', 'Bedrock is unable to process your request.', 'overloaded'],
    [500, 'InternalServerException', 'x', 'server_error'],
    [424, 'ModelErrorException', 'x', 'server_error'],
    [429, 'ModelNotReadyException', 'x', 'server_error'],
    [408, 'ModelTimeoutException', 'x', 'timeout'],
    [400, 'ValidationException', 'x', 'client_error'],
    [403, 'ExpiredTokenException', 'x', 'client_error'],
  ]);
});

describe('classify', () => {
  test.each<[number | null, string | null, string | null, Outcome]>([
    [200, null, null, 'ok'],
    [204, null, null, 'ok'],
    [304, null, null, 'ok'],
    [null, null, null, 'network_error'],
    [null, null, 'socket hang up', 'network_error'],
    [500, null, null, 'server_error'],
    [200, null, 'stream broke', 'server_error'],
  ])('%s %s %s -> %s', (status, type, message, expected) => {
    expect(classify(status, type, message)).toBe(expected);
  });

  it('has an outcome for everything, ok only where nothing failed', () => {
    const text = fc.option(fc.string(), { nil: null });
    fc.assert(
      fc.property(fc.option(fc.integer({ min: 100, max: 999 }), { nil: null }), text, text, (status, type, message) => {
        const outcome = classify(status, type, message);
        expect(OUTCOMES).toContain(outcome);
        if (type !== null || (status ?? 500) >= 400) expect(outcome).not.toBe('ok');
      }),
    );
  });

  it('is not fooled by names that every object has', () => {
    for (const type of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(classify(500, type, null)).toBe('server_error');
      expect(classify(null, type, null)).toBe('server_error');
    }
  });
});
