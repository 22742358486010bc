const DAY_MS = 86_400_000;

interface Detail {
  '@type'?: unknown;
  retryDelay?: unknown;
  violations?: unknown;
}

function isDetail(value: unknown): value is Detail {
  return typeof value === 'object' && value !== null;
}

/** How long until the next midnight in California, when Google's daily quotas begin anew. */
function untilPacificMidnightMs(nowMs: number): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'America/Los_Angeles',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(nowMs);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value ?? 0);
  return DAY_MS - ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1000;
}

/**
 * What Google's error details ask us to wait, in milliseconds. Of a daily quota that is until midnight in
 * California: the few seconds that `RetryInfo` then names help nobody. `null`: they do not say.
 * https://ai.google.dev/gemini-api/docs/rate-limits
 */
export function geminiWaitMs(details: unknown, nowMs: number): number | null {
  if (!Array.isArray(details)) return null;
  let delayMs: number | null = null;
  for (const detail of details.slice(0, 20).filter(isDetail)) {
    const quotas = Array.isArray(detail.violations) ? detail.violations.slice(0, 20).filter(isQuota) : [];
    if (quotas.some(({ quotaId }) => /PerDay(?:Per|-|$)/.test(quotaId))) return untilPacificMidnightMs(nowMs);
    const seconds =
      typeof detail.retryDelay === 'string' ? /^(\d{1,7}(?:\.\d{1,9})?)s$/.exec(detail.retryDelay)?.[1] : null;
    if (seconds) delayMs = Math.round(Number(seconds) * 1000);
  }
  return delayMs;
}

function isQuota(value: unknown): value is { quotaId: string } {
  return typeof value === 'object' && value !== null && 'quotaId' in value && typeof value.quotaId === 'string';
}
