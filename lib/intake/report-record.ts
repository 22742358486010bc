import { z } from 'zod';

/** How long an id or a label may be. */
export const MAX_LABEL = 200;
export const MAX_BATCH = 1_000;
const MAX_DURATION_MS = 7 * 86_400_000;
const MAX_TOKENS = 1e12;
/** Longer messages are cut; this much is looked at for keys that must be masked. */
const MAX_MESSAGE = 2_000;

/** Outcomes that only the reporting side can know. All others the server works out itself, from status and error. */
export const STATED_OUTCOMES = ['cancelled', 'truncated', 'timeout', 'network_error'] as const;

const id = z.string().min(1).max(MAX_LABEL);
/** Printable, so that it can stand in a log line or a table. */
const label = z
  .string()
  .max(MAX_LABEL)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u)
  .nullish();
const ms = z.number().min(0).max(MAX_DURATION_MS);
const tokens = z.number().int().min(0).max(MAX_TOKENS).nullish();

/** One attempt as an application reports it: what may stand in `attempts` of `POST /report/v1/attempts`. */
export const reportRecord = z.object({
  /** Any unique string: the same again counts once. */
  id,
  /** Attempts with the same one are attempts of one call. Default: the attempt is a call of its own. */
  callId: id.nullish(),
  /** Epoch milliseconds, or ISO 8601 with a zone. */
  startedAt: z.union([z.number(), z.iso.datetime({ offset: true })]),
  /** From sending the request to the end of the response. */
  durationMs: ms,
  /** Such as `anthropic`; default: told by the model's name. */
  provider: label,
  model: label,
  /** Path of the request, such as `/v1/messages`. */
  endpoint: label,
  stream: z.boolean().nullish(),
  /** Wire status; none: no answer came. */
  status: z.number().int().min(100).max(999).nullish(),
  /** The provider's word, such as `overloaded_error`; with status 200 it says that a stream failed. */
  errorType: label,
  /** A finer code beside the type, such as `enforced_spend_limit_reached`; it helps to tell the outcome. */
  errorCode: label,
  errorMessage: z.string().nullish(),
  /** Only what `STATED_OUTCOMES` names is taken from it. */
  outcome: z.enum(STATED_OUTCOMES).nullish().catch(null),
  /** When a stream failed. Default: `mid_stream` if a time to first token was told, else `before_content`. */
  phase: z.enum(['before_content', 'mid_stream']).nullish(),
  /** The provider's `request-id`. By it a call that the gateway saw too is told to be the same. */
  requestId: label,
  /** Which retry of its call this is, from 0. */
  retryCount: z.number().int().min(0).max(10_000).nullish(),
  /** False: more attempts of the call follow. */
  final: z.boolean().nullish(),
  usage: z
    .object({
      inputTokens: tokens,
      outputTokens: tokens,
      cacheCreationInputTokens: tokens,
      cacheReadInputTokens: tokens,
      serviceTier: label,
    })
    .nullish(),
  /** From sending the request to the first content of a stream. */
  ttftMs: ms.nullish(),
  /** What the provider asked to wait. */
  retryAfterMs: ms.nullish(),
  stopReason: label,
  /** Family of the client, such as `anthropic-typescript`. */
  client: label,
  clientVersion: label,
  sessionId: label,
  app: label,
});
/** What an application sends. */
export type ReportRecord = z.input<typeof reportRecord>;
/** The same, read. */
export type ReportedFields = z.output<typeof reportRecord>;

/** What the answer to a batch holds. */
export interface ReportAnswer {
  accepted: number;
  duplicates: number;
  rejected: { index: number; error: string }[];
}

const LABEL = `up to ${MAX_LABEL} printable characters`;
const COUNT = `a whole number from 0 to ${MAX_TOKENS}`;
const TIME = 'epoch milliseconds, or ISO 8601 with a zone';
const DURATION = `milliseconds from 0 to ${MAX_DURATION_MS}`;
const ALLOWED: Readonly<Record<string, string>> = {
  id: `1 to ${MAX_LABEL} characters`,
  callId: `1 to ${MAX_LABEL} characters`,
  startedAt: TIME,
  durationMs: DURATION,
  ttftMs: DURATION,
  retryAfterMs: DURATION,
  stream: 'true or false',
  final: 'true or false',
  status: 'a whole number from 100 to 999, or null',
  errorMessage: 'text',
  phase: 'before_content or mid_stream',
  retryCount: 'a whole number from 0 to 10000',
  usage: 'an object of token counts',
  inputTokens: COUNT,
  outputTokens: COUNT,
  cacheCreationInputTokens: COUNT,
  cacheReadInputTokens: COUNT,
};

/** A value from outside as errors show it: on one line, and short. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'missing' : (JSON.stringify(value) ?? String(value));
  const length = typeof value === 'string' ? value.length : text.length;
  return text.length > 62 ? `${text.slice(0, 60)}… (${length} characters)` : text;
}

function valueAt(record: unknown, path: readonly PropertyKey[]): unknown {
  let value = record;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/**
 * Reads one record.
 * @returns the record, or a line that names the field, its value and what it may be
 */
export function readReportRecord(value: unknown): ReportedFields | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `the attempt is ${shown(value)}, but must be an object`;
  const read = reportRecord.safeParse(value);
  if (read.success) {
    const { errorMessage } = read.data;
    return errorMessage ? { ...read.data, errorMessage: errorMessage.slice(0, MAX_MESSAGE) } : read.data;
  }
  const path = read.error.issues[0]?.path ?? [];
  return `${path.join('.')} is ${shown(valueAt(value, path))}, but must be ${ALLOWED[String(path.at(-1))] ?? LABEL}`;
}
