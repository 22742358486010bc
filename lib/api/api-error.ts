import type { FieldError } from '../scheduler/fields.ts';

/** An answer other than success, as a handler wants it given. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly field: string | null;
  /** Everything that is wrong with a body, for a form to show each beside its field. */
  readonly fields: readonly FieldError[];
  /** How long the client should wait before it asks again. */
  readonly retryAfterMs: number | null;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { field?: string; fields?: readonly FieldError[]; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.status = status;
    this.code = code;
    this.field = more.field ?? null;
    this.fields = more.fields ?? [];
    this.retryAfterMs = more.retryAfterMs ?? null;
  }
}

export const notFound = (message: string): ApiError => new ApiError(404, 'not_found', message);
