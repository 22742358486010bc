import { randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_DIGITS = 10;
const RANDOM_DIGITS = 16;
const POOL_BYTES = 4096;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

let lastMs = -1;
let timePart = '';

function timeDigits(nowMs: number): string {
  let rest = nowMs;
  let digits = '';
  for (let i = 0; i < TIME_DIGITS; i++) {
    digits = (ALPHABET[rest % 32] as string) + digits;
    rest = Math.floor(rest / 32);
  }
  return digits;
}

/**
 * A new call's id: 26 characters as in a ULID (https://github.com/ulid/spec), lower-case. The first ten are the
 * time, so ids sort by it; the other sixteen are 80 random bits, so none can be guessed.
 */
export function newCallId(nowMs: number): string {
  if (nowMs !== lastMs) {
    lastMs = nowMs;
    timePart = timeDigits(nowMs);
  }
  if (used + RANDOM_DIGITS > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  let id = timePart;
  for (let i = 0; i < RANDOM_DIGITS; i++) id += ALPHABET[(pool[used++] as number) & 31];
  return id;
}
