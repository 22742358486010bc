import type { FieldError } from '../../lib/scheduler/fields.ts';

/** An answer of the API other than success, with what to tell the reader. */
export class RequestError extends Error {
  override name = 'RequestError';
  /** HTTP status; 0: the server did not answer. */
  readonly status: number;
  readonly code: string;
  /** The parameter that was refused, if one was. */
  readonly field: string | null;
  /** Every field of the body that was refused, each with its sentence. */
  readonly fields: readonly FieldError[];

  constructor(
    status: number,
    code: string,
    message: string,
    field: string | null = null,
    fields: readonly FieldError[] = [],
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = field;
    this.fields = fields;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isFieldError(value: unknown): value is FieldError {
  return isRecord(value) && typeof value.field === 'string' && typeof value.message === 'string';
}

/** Reads `{ error: { code, message, field? } }`; anything else becomes an error that names the status. */
export function toRequestError(status: number, body: unknown): RequestError {
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  return new RequestError(
    status,
    text(error.code) ?? 'unexpected_answer',
    text(error.message) ?? `The dashboard's server answered ${status}.`,
    text(error.field),
    Array.isArray(error.fields) ? error.fields.filter(isFieldError) : [],
  );
}

function leaveForLogin(): void {
  const { pathname, search } = window.location;
  if (pathname !== '/login') window.location.assign(`/login?next=${encodeURIComponent(pathname + search)}`);
}

/**
 * Fetches JSON from the dashboard's own API.
 * @throws RequestError when the server cannot be reached or answers anything but success; a 401 leads to the login page.
 */
export async function fetchJson<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers: { accept: 'application/json', ...init.headers } });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new RequestError(0, 'unreachable', "The dashboard's server does not answer. Is `npm start` still running?");
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  if (response.status === 401) leaveForLogin();
  throw toRequestError(response.status, body);
}
