import { COUNTS } from './answer.ts';
import type { ReportedAttempt } from './package/index.d.ts';

/** An attempt as it is sent. Mutable: whether it is its call's last is known only later. */
export type WireAttempt = Record<string, unknown>;

const LABELS = [
  'callId',
  'provider',
  'model',
  'endpoint',
  'errorType',
  'errorCode',
  'outcome',
  'phase',
  'requestId',
  'stopReason',
  'client',
  'clientVersion',
  'sessionId',
  'app',
] as const satisfies (keyof ReportedAttempt)[];
const NUMBERS = ['status', 'retryCount', 'ttftMs', 'retryAfterMs'] as const satisfies (keyof ReportedAttempt)[];
const FLAGS = ['stream', 'final'] as const satisfies (keyof ReportedAttempt)[];
const MAX_LABEL = 200;
/** Looked at for keys: far more than is kept. */
const MAX_LOOKED_AT = 2000;
const MAX_MESSAGE = 300;

/** Unlike any other process's. */
const PREFIX = [0, 0, 0].map(() => Math.random().toString(36).slice(2, 10)).join('');
let made = 0;

export function newId(): string {
  return `${PREFIX}-${made++}`;
}

/** What keys look like, and what announces one. Fewer patterns than the server has, which masks once more. */
const KEYS =
  /(\b(?:sk-|gsk_|xai-|ghp_|hf_|AIza|ya29|AKIA|eyJ|Bearer\s+)|(?:key|token)(?: provided)?["']?\s*[:=]\s*["']?)[^\s"',;&]{4,}/gi;

/** One line of at most `max` characters. */
const line = (value: unknown, max: number) =>
  typeof value === 'string'
    ? value
        .slice(0, max)
        .replace(/[\p{C}\p{Z}]+/gu, ' ')
        .trim()
    : '';

const label = (value: unknown) => line(value, MAX_LABEL) || undefined;

const count = (value: unknown) =>
  typeof value === 'number' && value >= 0 && value < 1e12 ? Math.round(value) : undefined;

/** The allow-list: what is not named here does not leave the application. */
export function toWire(attempt: ReportedAttempt): WireAttempt {
  const durationMs = count(attempt.durationMs) ?? 0;
  const wire: WireAttempt = {
    id: label(attempt.id) || newId(),
    startedAt: attempt.startedAt ?? Date.now() - durationMs,
    durationMs,
  };
  // What is `undefined` is left out of the JSON.
  for (const key of LABELS) wire[key] = label(attempt[key]);
  for (const key of NUMBERS) wire[key] = count(attempt[key]);
  for (const key of FLAGS) if (typeof attempt[key] === 'boolean') wire[key] = attempt[key];
  wire.errorMessage = line(line(attempt.errorMessage, MAX_LOOKED_AT).replace(KEYS, '$1***'), MAX_MESSAGE) || undefined;
  const { usage } = attempt;
  if (usage) {
    const counts: WireAttempt = {};
    for (const key of Object.keys(COUNTS)) counts[key] = count(usage[key as keyof typeof COUNTS]);
    counts.serviceTier = label(usage.serviceTier);
    wire.usage = counts;
  }
  return wire;
}
