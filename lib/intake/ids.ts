import { createHash } from 'node:crypto';

/** 150 bits. No id of the gateway's own begins so, for those have no upper-case letters: none is taken for another. */
function hashed(prefix: 'R' | 'O', text: string): string {
  return `${prefix}-${createHash('sha256').update(text).digest('base64url').slice(0, 25)}`;
}

/** Most ids are shorter; what comes in order then lies in order in the indexes, which makes it much cheaper to write. */
const MAX_PLAIN = 64;

/** The id on record for what an application calls `id` or `callId`: one name, one id, whichever of the two it is. */
export function reportedId(id: string): string {
  return id.length <= MAX_PLAIN ? `R.${id}` : hashed('R', id);
}

/** The id on record for a span, a log record, or whatever else the parts together name. */
export function telemetryId(...parts: string[]): string {
  return hashed('O', parts.map((part) => `${part.length}:${part}`).join(''));
}
