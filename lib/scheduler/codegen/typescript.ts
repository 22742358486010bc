import type { Policy } from '../policy.ts';
import { type RetriedStatuses, retriesStatus } from '../presets.ts';
import { type CodegenInput, isExponential } from './source.ts';

const HEAD = `/**
 * fetch, with retries. Use it wherever a fetch is taken:
 *   new Anthropic({ fetch: fetchWithRetries, maxRetries: 0 })
 * It gives back the last answer, or throws the last error, once it gives up.
 */`;

function constants({ maxRetries, initialDelayMs, maxDelayMs, multiplier, jitter, maxElapsedMs }: Policy): string {
  return [
    `const MAX_RETRIES = ${maxRetries};`,
    `const INITIAL_DELAY_MS = ${initialDelayMs};`,
    `const MAX_DELAY_MS = ${maxDelayMs};`,
    jitter.kind === 'decorrelated' ? null : `const MULTIPLIER = ${multiplier};`,
    maxElapsedMs === null ? null : `const MAX_ELAPSED_MS = ${maxElapsedMs};`,
  ]
    .filter((line) => line !== null)
    .join('\n');
}

function isRetried({ statuses, from }: RetriedStatuses): string {
  const named = statuses.length > 0 ? `[${statuses.join(', ')}].includes(response.status)` : null;
  const above = from === null ? null : `response.status >= ${from}`;
  return `function isRetried(response: Response): boolean {
  if (response.ok) return false;
  const asked = response.headers.get('x-should-retry');
  if (asked === 'true' || asked === 'false') return asked === 'true';
  return ${[named, above].filter((test) => test !== null).join(' || ') || 'false'};
}`;
}

/** A spend limit answers 429 too, and no wait cures it. */
const MONEY = `async function isMoney(response: Response): Promise<boolean> {
  return response.status === 429 && (await response.clone().text()).includes('spend_limit_reached');
}`;

function spread({ jitter }: Policy): string {
  switch (jitter.kind) {
    case 'full':
      return 'Math.random() * exponentialMs';
    case 'equal':
      return 'exponentialMs * (0.5 + Math.random() * 0.5)';
    case 'additive':
      return `exponentialMs + Math.random() * ${jitter.maxMs}`;
    case 'proportional':
      return jitter.high <= 1
        ? `exponentialMs * (${jitter.high} - Math.random() * (${jitter.high} - ${jitter.low}))`
        : `exponentialMs * (${jitter.low} + Math.random() * (${jitter.high} - ${jitter.low}))`;
    default:
      return 'exponentialMs';
  }
}

/** A function that starts a back-off: each call of what it returns gives the next delay. */
function backoff(policy: Policy): string {
  if (isExponential(policy))
    return `function startBackoff(): () => number {
  let retry = 0;
  return () => {
    const exponentialMs = Math.min(MAX_DELAY_MS, INITIAL_DELAY_MS * MULTIPLIER ** retry++);
    return ${spread(policy)};
  };
}`;
  if (policy.jitter.kind === 'decorrelated')
    return `function startBackoff(): () => number {
  let previousMs = INITIAL_DELAY_MS;
  return () => {
    const drawnMs = INITIAL_DELAY_MS + Math.random() * (3 * previousMs - INITIAL_DELAY_MS);
    previousMs = Math.min(MAX_DELAY_MS, drawnMs);
    return previousMs;
  };
}`;
  return `function startBackoff(): () => number {
  let retry = 0;
  let previousLevel = 0;
  return () => {
    const t = retry++ + Math.random();
    const level = MULTIPLIER ** t * Math.tanh(Math.sqrt(4 * t));
    const riseMs = (Math.max(0, level - previousLevel) / 1.4) * INITIAL_DELAY_MS;
    previousLevel = level;
    return Math.min(MAX_DELAY_MS, riseMs);
  };
}`;
}

function hint({ retryAfter: { mode, maxMs, beyondMax } }: Policy): string | null {
  if (mode === 'ignore') return null;
  const own = mode === 'clamp' ? `Math.max(ownMs, Math.min(askedMs, ownMs + ${maxMs}))` : null;
  const beyond = { ignore: 'ownMs', stop: 'null', cap: mode === 'floor' ? `Math.max(ownMs, ${maxMs})` : String(maxMs) };
  const listened = mode === 'floor' ? 'Math.max(ownMs, askedMs)' : 'askedMs';
  return `/** What the server asks to wait, in milliseconds; 0: nothing that makes sense. */
function askedMs(response: Response | null): number {
  const millis = Number(response?.headers.get('retry-after-ms') ?? 0);
  const text = response?.headers.get('retry-after') ?? '0';
  const seconds = Number(text);
  const afterMs = Number.isNaN(seconds) ? Date.parse(text) - Date.now() : seconds * 1000;
  const asked = millis > 0 ? millis : afterMs;
  return asked > 0 && asked <= 2_147_483_647 ? asked : 0;
}

/** The own delay and the server's wish together; null: too long to wait for. */
function waitMs(ownMs: number, askedMs: number): number | null {
  if (askedMs === 0) return ownMs;
${own ? `  return ${own};` : `  if (askedMs > ${maxMs}) return ${beyond[beyondMax]};\n  return ${listened};`}
}`;
}

const SLEEP = `function sleep(ms: number, signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}`;

function loop({ retryAfter, maxElapsedMs }: Policy, retries429: boolean): string {
  const own = 'nextDelayMs()';
  const delay = retryAfter.mode === 'ignore' ? own : `waitMs(${own}, askedMs(response))`;
  const stops = [
    retryAfter.mode === 'ignore' ? null : 'delayMs === null',
    maxElapsedMs === null ? null : 'Date.now() - begunMs + delayMs > MAX_ELAPSED_MS',
  ].filter((test) => test !== null);
  return `${HEAD}
export async function fetchWithRetries(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = input instanceof Request ? input : null;
  const signal = init?.signal ?? request?.signal ?? null;
  // A body that is a stream is gone once it was sent.
  const canResend = !(init?.body instanceof ReadableStream);
  const nextDelayMs = startBackoff();
${maxElapsedMs === null ? '' : '  const begunMs = Date.now();\n'}  for (let retry = 0; ; retry++) {
    let response: Response | null = null;
    let failure: unknown;
    try {
      response = await fetch(request ? request.clone() : input, init);
      if (!isRetried(response)${retries429 ? ' || (await isMoney(response))' : ''}) return response;
    } catch (error) {
      if (signal?.aborted) throw error;
      failure = error;
    }
    const giveUp = (): Response => {
      if (response) return response;
      throw failure;
    };
    if (retry >= MAX_RETRIES || !canResend) return giveUp();
    const delayMs = ${delay};
${stops.length > 0 ? `    if (${stops.join(' || ')}) return giveUp();\n` : ''}    await response?.body?.cancel();
    await sleep(delayMs, signal);
  }
}`;
}

/** The policy as TypeScript that needs nothing but `fetch`: Node 18 and later, browsers, Bun, Deno. */
export function typescriptSource({ policy, retries }: CodegenInput): string {
  const retries429 = retriesStatus(retries, 429);
  return `${[
    constants(policy),
    isRetried(retries),
    retries429 ? MONEY : null,
    backoff(policy),
    hint(policy),
    SLEEP,
    loop(policy, retries429),
  ]
    .filter((part) => part !== null)
    .join('\n\n')}\n`;
}
