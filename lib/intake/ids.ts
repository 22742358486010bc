import { createHash } from 'node:crypto';

/** 150 bits, and letters that no id of the gateway's own has, so that none can ever be taken for another. */
function hashed(prefix: 'R' | 'O', text: string): string {
  return `${prefix}-${createHash('sha256').update(text).digest('base64url').slice(0, 25)}`;
}

/** The id on record for what an application calls `id` or `callId`: one name, one id, whichever of the two it is. */
export function reportedId(id: string): string {
  return hashed('R', id);
}

/** The id on record for a span, a log record, or whatever else the parts together name. */
export function telemetryId(...parts: string[]): string {
  return hashed('O', parts.map((part) => `${part.length}:${part}`).join(''));
}
