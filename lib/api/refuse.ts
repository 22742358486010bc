import type { FieldError, Validated } from '../scheduler/fields.ts';
import { ApiError } from './api-error.ts';

/**
 * The value of a validation, or a 400 that names the first field and lists all.
 * @param under the field of the body that was validated; empty: the body itself
 */
export function validOrRefuse<T>(result: Validated<T>, under = ''): T {
  if (result.ok) return result.value;
  const fields = result.errors.map((error) => ({ ...error, field: join(under, error.field) }));
  throw refusal(fields);
}

export function refusal(fields: readonly FieldError[]): ApiError {
  const [first] = fields;
  return new ApiError(400, 'invalid_body', first?.message ?? 'the body is not understood', {
    field: first?.field ?? '',
    fields,
  });
}

function join(under: string, field: string): string {
  return under && field ? `${under}.${field}` : under || field;
}
