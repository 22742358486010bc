import { formatBytes } from '../../lib/format/number.ts';

const FEW = 1_000;

/** What an attempt takes on disk, all told; of few attempts it says nothing. */
export function bytesPerAttempt({ bytes, attempts }: { bytes: number; attempts: number }): string {
  return attempts < FEW ? '' : `about ${formatBytes(Math.round(bytes / attempts))} each, all told`;
}
