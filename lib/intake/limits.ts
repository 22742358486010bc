import type { JobKind } from './thread/messages.ts';

const MB = 1024 ** 2;

/** Of a body as it is sent. */
export const MAX_SENT_BYTES = 16 * MB;

/** Of a body after decompression. */
export function maxBodyBytes(kind: JobKind): number {
  return kind === 'reports' ? 16 * MB : 64 * MB;
}
