import type { Attempt, CallTotals, LimitReading } from '../lib/outcome/attempt.ts';
import type { Outcome, Phase } from '../lib/outcome/vocabulary.ts';
import { exponentialDraw, normalDraw, type Random, seededRandom } from '../lib/scheduler/random.ts';

export interface TrafficOptions {
  /** Equal seeds give equal traffic. */
  seed: number;
  fromMs: number;
  toMs: number;
  /** About how many attempts to make in all. */
  attempts: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MEAN_ATTEMPTS_PER_CALL = 1.0275;
const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const REQUEST_ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

type Weighted<T> = readonly (readonly [value: T, weight: number])[];

/** The last of each is rare on purpose: a filter must find it fast too. */
const MODELS: Weighted<string> = [
  ['claude-sonnet-5', 0.62],
  ['claude-haiku-5', 0.3],
  ['claude-opus-5', 0.0799],
  ['claude-sonnet-4-5', 0.0001],
];
const APPS: Weighted<string> = [
  ['support-bot', 0.7],
  ['code-review', 0.2995],
  ['nightly-report', 0.0005],
];
const CLIENTS: Weighted<readonly [client: string, version: string, agent: string]> = [
  [['anthropic-typescript', '1.12.0', 'Anthropic/JS 1.12.0'], 0.7],
  [['claude-code', '2.1.330', 'claude-cli/2.1.330 (external, sdk-cli)'], 0.3],
];

interface Fault {
  outcome: Outcome;
  status: number | null;
  errorType: string | null;
  message: string | null;
  isRetried: boolean;
}

const OVERLOADED: Fault = {
  outcome: 'overloaded',
  status: 529,
  errorType: 'overloaded_error',
  message: 'Overloaded',
  isRetried: true,
};
const RATE_LIMITED: Fault = {
  outcome: 'rate_limited',
  status: 429,
  errorType: 'rate_limit_error',
  message: "This request would exceed your organization's rate limit of 400,000 input tokens per minute.",
  isRetried: true,
};
const FAULTS: Weighted<Fault> = [
  [
    {
      outcome: 'client_error',
      status: 400,
      errorType: 'invalid_request_error',
      message: 'max_tokens: must be at least 1',
      isRetried: false,
    },
    0.008,
  ],
  [
    { outcome: 'server_error', status: 500, errorType: 'api_error', message: 'Internal server error', isRetried: true },
    0.003,
  ],
  [
    { outcome: 'timeout', status: 504, errorType: 'timeout_error', message: 'Request timed out', isRetried: true },
    0.002,
  ],
  [{ outcome: 'cancelled', status: 200, errorType: null, message: null, isRetried: false }, 0.006],
  [
    {
      outcome: 'truncated',
      status: 200,
      errorType: null,
      message: 'the stream ended without message_stop',
      isRetried: false,
    },
    0.0005,
  ],
  [
    {
      outcome: 'network_error',
      status: null,
      errorType: 'UND_ERR_SOCKET',
      message: 'other side closed',
      isRetried: true,
    },
    0.0005,
  ],
  [
    {
      outcome: 'spend_limited',
      status: 400,
      errorType: 'invalid_request_error',
      message: 'Your credit balance is too low',
      isRetried: false,
    },
    0.000005,
  ],
];
/** Shares in quiet times, and what they rise to in an episode. */
const OVERLOADED_SHARE = { quiet: 0.006, episode: 0.35 };
const RATE_LIMITED_SHARE = { quiet: 0.004, busy: 0.03 };
const MAX_RETRIES = 4;

/**
 * Believable traffic of a gateway: a daily rhythm, calls with retries, overload episodes of half an hour or so every
 * ten days, rate limits in busy hours. Attempts come in the order in which they end, which is that of recording.
 */
export function* traffic(options: TrafficOptions): Generator<Attempt> {
  const random = seededRandom(options.seed);
  const minutes = (options.toMs - options.fromMs) / MINUTE_MS;
  const callsPerMinute = options.attempts / MEAN_ATTEMPTS_PER_CALL / minutes;
  const sessions = Array.from({ length: 20 }, () => drawText(random, REQUEST_ALPHABET, 24));
  let waiting: Attempt[] = [];
  let owed = 0;
  for (let minuteMs = options.fromMs; minuteMs < options.toMs; minuteMs += MINUTE_MS) {
    owed += callsPerMinute * rhythm(minuteMs);
    for (; owed >= 1; owed--) {
      if (random() < 0.03) sessions[Math.floor(random() * sessions.length)] = drawText(random, REQUEST_ALPHABET, 24);
      waiting.push(...call(random, minuteMs + random() * MINUTE_MS, sessions));
    }
    waiting.sort((a, b) => endOf(a) - endOf(b));
    const ended = waiting.findIndex((attempt) => endOf(attempt) >= minuteMs + MINUTE_MS);
    const count = ended < 0 ? waiting.length : ended;
    yield* waiting.slice(0, count);
    waiting = waiting.slice(count);
  }
  yield* waiting;
}

function endOf({ startedAtMs, durationMs }: Attempt): number {
  return startedAtMs + durationMs;
}

/** Between 0.4 and 1.6 over a day, 1 in the mean. */
function rhythm(atMs: number): number {
  return 1 - 0.6 * Math.cos((atMs / DAY_MS - 2 / 24) * 2 * Math.PI);
}

function isEpisode(atMs: number): boolean {
  return atMs % (10 * DAY_MS) < 35 * MINUTE_MS;
}

function drawFault(random: Random, atMs: number): Fault | null {
  let left = random();
  left -= isEpisode(atMs) ? OVERLOADED_SHARE.episode : OVERLOADED_SHARE.quiet;
  if (left < 0) return OVERLOADED;
  left -= rhythm(atMs) > 1.4 ? RATE_LIMITED_SHARE.busy : RATE_LIMITED_SHARE.quiet;
  if (left < 0) return RATE_LIMITED;
  for (const [fault, share] of FAULTS) {
    left -= share;
    if (left < 0) return fault;
  }
  return null;
}

function call(random: Random, startMs: number, sessions: readonly string[]): Attempt[] {
  const startedAtMs = Math.floor(startMs);
  const callId = timeText(startedAtMs) + drawText(random, ID_ALPHABET, 16);
  const queuedMs = random() < 0.02 ? Math.floor(exponentialDraw(random, 300)) : 0;
  const request = drawRequest(random, callId, sessions);
  const attempts: Attempt[] = [];
  let atMs = startedAtMs + queuedMs;
  let backoffMs = 0;
  for (let n = 1; ; n++) {
    const fault = drawFault(random, atMs);
    const isLast = !fault?.isRetried || n > MAX_RETRIES;
    const waitedMs = n === 1 ? 0 : attempts.length > 0 ? atMs - endOf(attempts[n - 2] as Attempt) : 0;
    const attempt = drawAttempt(random, request, {
      n,
      atMs,
      waitedMs,
      fault,
      isFirst: n === 1,
      previous: attempts.at(-1),
    });
    attempts.push(attempt);
    if (isLast) {
      const call: CallTotals = {
        startedAtMs,
        durationMs: endOf(attempt) - startedAtMs,
        queuedMs,
        backoffMs,
        attempts: n,
      };
      attempts[n - 1] = { ...attempt, final: true, call };
      return attempts;
    }
    const waitMs = Math.floor(Math.min(60_000, 1_000 * 2 ** (n - 1)) + random() * 750);
    backoffMs += waitMs;
    atMs = endOf(attempt) + waitMs;
  }
}

type RequestPart = Pick<
  Attempt,
  | 'callId'
  | 'endpoint'
  | 'model'
  | 'stream'
  | 'app'
  | 'client'
  | 'clientVersion'
  | 'userAgent'
  | 'sessionId'
  | 'maxTokens'
  | 'prefixBytes'
  | 'prefixHash'
  | 'cacheControl'
  | 'requestBytes'
>;

function drawRequest(random: Random, callId: string, sessions: readonly string[]): RequestPart {
  const [client, clientVersion, userAgent] = pick(random, CLIENTS);
  const stream = random() < 0.8;
  const prefix = Math.floor(exponentialDraw(random, 12));
  return {
    callId,
    endpoint: random() < 0.02 ? '/v1/messages/count_tokens' : '/v1/messages',
    model: pick(random, MODELS),
    stream,
    app: pick(random, APPS),
    client,
    clientVersion,
    userAgent,
    sessionId: client === 'claude-code' ? (sessions[Math.floor(random() * sessions.length)] ?? null) : null,
    maxTokens: stream ? 32_000 : 4_096,
    prefixBytes: 4_000 + prefix * 731,
    prefixHash: (0x9e3779b9 * (prefix + 1)).toString(16).slice(0, 16),
    cacheControl: prefix % 3 === 0,
    requestBytes: Math.floor(6_000 + prefix * 731 + exponentialDraw(random, 9_000)),
  };
}

interface Try {
  n: number;
  atMs: number;
  waitedMs: number;
  fault: Fault | null;
  isFirst: boolean;
  previous: Attempt | undefined;
}

function drawAttempt(
  random: Random,
  request: RequestPart,
  { n, atMs, waitedMs, fault, isFirst, previous }: Try,
): Attempt {
  const startedAtMs = Math.floor(atMs);
  const isAnswer = fault === null || fault.status === 200;
  const firstByteMs = Math.floor(180 * Math.exp(normalDraw(random) * 0.4));
  const contentMs = isAnswer ? Math.floor(2_600 * Math.exp(normalDraw(random) * 0.8)) : 0;
  const outputTokens = Math.floor(contentMs / 14);
  const phase: Phase | null = fault?.outcome === 'truncated' ? 'mid_stream' : null;
  return {
    ...request,
    id: `${request.callId}.${n}`,
    n,
    final: false,
    source: 'proxy',
    startedAtMs,
    durationMs: firstByteMs + contentMs,
    provider: 'anthropic',
    outcome: fault?.outcome ?? 'ok',
    phase,
    status: fault ? fault.status : 200,
    errorType: fault?.errorType ?? null,
    errorMessage: fault?.message ?? null,
    requestId: fault?.status === null ? null : `req_011C${drawText(random, REQUEST_ALPHABET, 20)}`,
    organizationId: fault?.status === null ? null : '5f0d8a53-9a1c-4a3e-8a67-1f5b2f8f6c11',
    stopReason: fault ? null : random() < 0.9 ? 'end_turn' : 'tool_use',
    cause: isFirst ? 'first' : `retry_${previous?.outcome ?? 'overloaded'}`,
    retryAfterMs: fault === RATE_LIMITED ? 1_000 * Math.ceil(random() * 20) : null,
    waitedMs,
    firstByteMs: fault?.status === null ? null : firstByteMs,
    ttftMs: isAnswer && request.stream ? firstByteMs + Math.floor(exponentialDraw(random, 150)) : null,
    usage: isAnswer
      ? {
          inputTokens: Math.floor(exponentialDraw(random, 2_500)),
          outputTokens,
          cacheCreationInputTokens: request.cacheControl && random() < 0.1 ? 4_000 : 0,
          cacheReadInputTokens: request.cacheControl ? 11_000 : 0,
          serviceTier: 'standard',
        }
      : null,
    limits: fault === OVERLOADED || fault?.status === null ? null : drawLimits(random, startedAtMs),
    responseBytes: isAnswer ? 900 + outputTokens * (request.stream ? 140 : 5) : 130,
    keyHash: '3f9a0c1b7d5e2468',
    retryCount: 0,
    inFlight: 1 + Math.floor(exponentialDraw(random, 3)),
    call: null,
  };
}

function drawLimits(random: Random, startedAtMs: number): LimitReading[] {
  const resetAtMs = (Math.floor(startedAtMs / 1000) + 1 + Math.floor(random() * 3)) * 1000;
  const reading = (name: string, limit: number): LimitReading => ({
    name,
    limit,
    remaining: Math.floor((limit * (0.4 + 0.6 * random())) / 1000) * 1000,
    utilization: null,
    resetAtMs,
    status: null,
  });
  return [
    { ...reading('requests', 4_000), remaining: 3_999 - Math.floor(random() * 200) },
    reading('tokens', 480_000),
    reading('input_tokens', 400_000),
    reading('output_tokens', 80_000),
  ];
}

function pick<T>(random: Random, choices: Weighted<T>): T {
  let left = random();
  for (const [value, weight] of choices) {
    left -= weight;
    if (left < 0) return value;
  }
  return (choices[0] as readonly [T, number])[0];
}

function drawText(random: Random, alphabet: string, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += alphabet[Math.floor(random() * alphabet.length)];
  return text;
}

function timeText(atMs: number): string {
  let text = '';
  for (let rest = atMs, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) text = ID_ALPHABET[rest % 32] + text;
  return text;
}
