import { type HeaderRecord, headerLabel, headerValue } from '../outcome/headers.ts';

/** What a client says of how it wants to be treated. */
export interface Wishes {
  /** `x-weir-app`. */
  app: string | null;
  /** `x-weir-retries`. */
  maxRetries: number | null;
  /** `x-weir-max-wait-ms`. */
  maxWaitMs: number | null;
}

const MAX_APP_LENGTH = 64;
const MAX_RETRIES = 20;
const MAX_WAIT_MS = 3_600_000;

class WishError extends Error {
  override name = 'WishError';
  constructor(header: string, value: string, allowed: string) {
    super(`${header} is ${JSON.stringify(value.slice(0, 100))}, but may be ${allowed}.`);
  }
}

function wholeNumber(headers: HeaderRecord, name: string, max: number): number | null {
  const value = headerValue(headers, name);
  if (value === null) return null;
  if (!/^\d{1,9}$/.test(value) || Number(value) > max)
    throw new WishError(name, value, `a whole number from 0 to ${max}`);
  return Number(value);
}

function appLabel(headers: HeaderRecord): string | null {
  const value = headerValue(headers, 'x-weir-app');
  if (value === null) return null;
  const label = headerLabel(headers, 'x-weir-app', MAX_APP_LENGTH);
  if (label === null) throw new WishError('x-weir-app', value, `up to ${MAX_APP_LENGTH} printable ASCII characters`);
  return label;
}

/** Weir's own request headers, or, as a string, what is wrong with them. */
export function readWishes(headers: HeaderRecord): Wishes | string {
  try {
    return {
      app: appLabel(headers),
      maxRetries: wholeNumber(headers, 'x-weir-retries', MAX_RETRIES),
      maxWaitMs: wholeNumber(headers, 'x-weir-max-wait-ms', MAX_WAIT_MS),
    };
  } catch (error) {
    if (error instanceof WishError) return error.message;
    throw error;
  }
}
