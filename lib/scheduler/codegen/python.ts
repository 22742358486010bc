import type { Policy } from '../policy.ts';
import { type RetriedStatuses, retriesStatus } from '../presets.ts';
import { type CodegenInput, isExponential } from './source.ts';

/** Milliseconds as Python's seconds. */
const seconds = (ms: number): string => String(ms / 1000);

function imports({ jitter, retryAfter }: Policy): string {
  const names = ['http.client', 'io', 'time', 'urllib.error', 'urllib.request'];
  if (jitter.kind !== 'none') names.push('random');
  if (jitter.kind === 'decorrelatedV2') names.push('math');
  if (retryAfter.mode !== 'ignore') names.push('email.utils');
  return names
    .sort()
    .map((name) => `import ${name}`)
    .join('\n');
}

function constants({ maxRetries, initialDelayMs, maxDelayMs, multiplier, jitter, maxElapsedMs }: Policy): string {
  return [
    `MAX_RETRIES = ${maxRetries}`,
    `INITIAL_DELAY = ${seconds(initialDelayMs)}  # seconds`,
    `MAX_DELAY = ${seconds(maxDelayMs)}`,
    jitter.kind === 'decorrelated' ? null : `MULTIPLIER = ${multiplier}`,
    maxElapsedMs === null ? null : `MAX_ELAPSED = ${seconds(maxElapsedMs)}`,
  ]
    .filter((line) => line !== null)
    .join('\n');
}

function isRetried({ statuses, from }: RetriedStatuses): string {
  const named =
    statuses.length > 0 ? `error.code in (${statuses.join(', ')}${statuses.length === 1 ? ',' : ''})` : null;
  const above = from === null ? null : `error.code >= ${from}`;
  return `def is_retried(error):
    asked = error.headers.get("x-should-retry")
    if asked in ("true", "false"):
        return asked == "true"
    return ${[named, above].filter((test) => test !== null).join(' or ') || 'False'}`;
}

/** Reading an answer frees its connection, and lets whoever catches the error read it once more. */
const IN_MEMORY = `def in_memory(error):
    try:
        body = error.read()
    except (OSError, http.client.HTTPException):
        body = b""
    return urllib.error.HTTPError(error.url, error.code, error.msg, error.headers, io.BytesIO(body))`;

/** A spend limit answers 429 too, and no wait cures it. */
const MONEY = `def is_money(error):
    money = error.code == 429 and b"spend_limit_reached" in error.fp.read()
    error.fp.seek(0)
    return money`;

function spread({ jitter }: Policy): string {
  switch (jitter.kind) {
    case 'full':
      return 'random.random() * exponential';
    case 'equal':
      return 'exponential * (0.5 + random.random() * 0.5)';
    case 'additive':
      return `exponential + random.random() * ${seconds(jitter.maxMs)}`;
    case 'proportional':
      return jitter.high <= 1
        ? `exponential * (${jitter.high} - random.random() * (${jitter.high} - ${jitter.low}))`
        : `exponential * (${jitter.low} + random.random() * (${jitter.high} - ${jitter.low}))`;
    default:
      return 'exponential';
  }
}

function delays(policy: Policy): string {
  const head = 'def delays():\n    """The waits before one retry after another, in seconds."""\n';
  if (isExponential(policy))
    return `${head}    for retry in range(MAX_RETRIES):
        exponential = min(MAX_DELAY, INITIAL_DELAY * MULTIPLIER**retry)
        yield ${spread(policy)}`;
  if (policy.jitter.kind === 'decorrelated')
    return `${head}    previous = INITIAL_DELAY
    for _ in range(MAX_RETRIES):
        drawn = INITIAL_DELAY + random.random() * (3 * previous - INITIAL_DELAY)
        previous = min(MAX_DELAY, drawn)
        yield previous`;
  return `${head}    previous = 0.0
    for retry in range(MAX_RETRIES):
        t = retry + random.random()
        level = MULTIPLIER**t * math.tanh(math.sqrt(4 * t))
        rise = max(0.0, level - previous) / 1.4 * INITIAL_DELAY
        previous = level
        yield min(MAX_DELAY, rise)`;
}

function hint({ retryAfter: { mode, maxMs, beyondMax } }: Policy): string | null {
  if (mode === 'ignore') return null;
  const most = seconds(maxMs);
  const own = mode === 'clamp' ? `max(own, min(asked, own + ${most}))` : null;
  const beyond = { ignore: 'own', stop: 'None', cap: mode === 'floor' ? `max(own, ${most})` : most };
  const listened = mode === 'floor' ? 'max(own, asked)' : 'asked';
  return `def number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def asked_wait(headers):
    """What the server asks to wait, in seconds; 0: nothing that makes sense."""
    millis = number(headers.get("retry-after-ms"))
    text = headers.get("retry-after")
    asked = number(text)
    if asked is None and text:
        try:
            asked = email.utils.parsedate_to_datetime(text).timestamp() - time.time()
        except (TypeError, ValueError):
            asked = None
    if millis is not None and millis > 0:
        asked = millis / 1000
    return asked if asked is not None and 0 < asked <= 2147483.647 else 0


def wait(own, asked):
    """The own delay and the server's wish together; None: too long to wait for."""
    if asked == 0:
        return own
${own ? `    return ${own}` : `    if asked > ${most}:\n        return ${beyond[beyondMax]}\n    return ${listened}`}`;
}

function loop({ retryAfter, maxElapsedMs }: Policy, retries429: boolean): string {
  const listens = retryAfter.mode !== 'ignore';
  const stops = [
    'delay is None',
    maxElapsedMs === null ? null : 'time.monotonic() - begun + delay > MAX_ELAPSED',
  ].filter((test) => test !== null);
  return `def open_with_retries(request, timeout=600.0):
    """urllib.request.urlopen, with retries; raises the last error once it gives up."""
${maxElapsedMs === null ? '' : '    begun = time.monotonic()\n'}    waits = delays()
    while True:
        try:
            return urllib.request.urlopen(request, timeout=timeout)
        except urllib.error.HTTPError as error:
            failure = in_memory(error)
        except (OSError, http.client.HTTPException) as error:
            failure = error
        answered = isinstance(failure, urllib.error.HTTPError)
        if answered and ${retries429 ? '(not is_retried(failure) or is_money(failure))' : 'not is_retried(failure)'}:
            raise failure
        delay = next(waits, None)
${listens ? '        if delay is not None and answered:\n            delay = wait(delay, asked_wait(failure.headers))\n' : ''}        if ${stops.join(' or ')}:
            raise failure
        time.sleep(delay)`;
}

/** The policy as Python 3 that needs nothing but the standard library. */
export function pythonSource({ policy, retries }: CodegenInput): string {
  const retries429 = retriesStatus(retries, 429);
  const parts = [
    isRetried(retries),
    IN_MEMORY,
    retries429 ? MONEY : null,
    delays(policy),
    hint(policy),
    loop(policy, retries429),
  ].filter((part) => part !== null);
  return `${[`${imports(policy)}\n\n${constants(policy)}`, ...parts].join('\n\n\n')}\n`;
}
