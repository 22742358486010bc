import type { Logger } from 'pino';
import { ApiError } from './api-error.ts';
import { ParamError } from './param-error.ts';
import type { ErrorAnswer } from './shapes.ts';

/**
 * What a caller is told of an error, as `{ error: { code, message, field? } }`. What went wrong inside is logged and not
 * told: it may name paths and queries.
 * @param route what the log names it by
 */
export function errorAnswer(error: unknown, log: Logger, route: string): { told: ApiError; answer: ErrorAnswer } {
  const known = toApiError(error);
  if (!known || known.status === 503) log.error({ err: error, route }, 'a request failed');
  const told = known ?? new ApiError(500, 'internal', 'this failed on our side; the log of the dashboard says why');
  const answer: ErrorAnswer = { error: { code: told.code, message: told.message } };
  if (told.field !== null) answer.error.field = told.field;
  if (told.fields.length > 0) answer.error.fields = told.fields;
  return { told, answer };
}

function toApiError(error: unknown): ApiError | null {
  if (error instanceof ApiError) return error;
  if (error instanceof ParamError) return new ApiError(400, 'invalid_parameter', error.message, { field: error.field });
  // The store was opened by another evaluation of its modules (see dashboard.ts), so its classes are not these here.
  if (isNamed(error, 'CursorError')) return new ApiError(400, 'invalid_parameter', error.message, { field: 'cursor' });
  if (isNamed(error, 'StoreError'))
    return new ApiError(503, 'database_unavailable', 'the database cannot be read now', { retryAfterMs: 1_000 });
  return null;
}

function isNamed(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}
