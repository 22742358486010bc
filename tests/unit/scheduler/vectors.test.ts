import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { advance, initialBackoff } from '../../../lib/scheduler/delay.ts';
import { combine } from '../../../lib/scheduler/hint.ts';
import { plan } from '../../../lib/scheduler/plan.ts';
import { policyOf, presetById, retriesStatus } from '../../../lib/scheduler/presets.ts';
import { fixedRandom } from '../../../lib/scheduler/random.ts';
import { readHint } from '../../../lib/scheduler/retry-after.ts';
import { AWS_QUOTA, payForRetry, refundSuccess } from '../../../lib/scheduler/token-bucket.ts';

/** Golden vectors kept outside the project. Our own golden numbers stand in the other files of this folder. */
const FILE = new URL('../../../../shared/vectors/backoff.json', import.meta.url);
const present = existsSync(FILE);
// biome-ignore lint/suspicious/noExplicitAny: a file of golden numbers, read as it is
const vectors: Record<string, any> = present ? JSON.parse(readFileSync(FILE, 'utf8')) : {};

function preset(id: string) {
  const found = presetById(id);
  if (!found) throw new Error(`no preset ${id}`);
  return found;
}

function delays(id: string, u: number, count: number): number[] {
  const policy = { ...preset(id).policy, maxRetries: count };
  return plan(policy, { random: fixedRandom(u) }).retries.map((retry) => retry.delayMs);
}

describe.skipIf(!present)(
  `golden vectors${present ? '' : ' (skipped: ../shared/vectors/backoff.json is absent)'}`,
  () => {
    for (const id of ['anthropic-sdk', 'decorrelated-v2']) {
      const group = vectors[id === 'anthropic-sdk' ? 'anthropic-sdk delays' : id];
      for (const { u, delaysMs, tolerance } of group?.cases ?? [])
        it(`${id} delays at u = ${u}`, () => {
          const ours = delays(id, u, delaysMs.length);
          const slack = tolerance ?? (id === 'anthropic-sdk' ? 0 : 0.0005);
          expect(ours).toHaveLength(delaysMs.length);
          for (const [i, delay] of ours.entries()) expect(Math.abs(delay - delaysMs[i])).toBeLessThanOrEqual(slack);
        });
    }

    const after = vectors['anthropic-sdk retry-after'];
    for (const { retryAfter = null, retryAfterMs = null, delayMs } of after?.cases ?? [])
      it(`anthropic-sdk retry-after ${retryAfter}, retry-after-ms ${retryAfterMs}`, () => {
        const { policy, hintRules } = preset('anthropic-sdk');
        const header = (name: string) => (name === 'retry-after-ms' ? retryAfterMs : retryAfter);
        const hint = readHint(header, after.nowMs, hintRules);
        const own = advance(policy, initialBackoff(policy), 0).delayMs;
        expect(combine(policy, own, hint.kind === 'wait' ? hint.waitMs : null).delayMs).toBe(delayMs);
      });

    it('anthropic-sdk retries what it retries', () => {
      const { retried, notRetried } = vectors['anthropic-sdk what is retried'];
      const rule = preset('anthropic-sdk').retries;
      expect(retried.filter((status: number) => retriesStatus(rule, status))).toEqual(retried);
      expect(notRetried.filter((status: number) => retriesStatus(rule, status))).toEqual([]);
    });

    for (const [name, steps] of Object.entries(vectors['aws-standard-2026 quota']?.cases ?? {}))
      it(`aws-standard-2026 quota: ${name}`, () => {
        const expected = steps as [string, string, number, number | null][];
        const attempts = Number(/(\d) attempts/.exec(name)?.[1] ?? 3);
        expect(walkAws(expected, attempts)).toEqual(expected);
      });
  },
);

/** Walks the responses of a case through preset, plan and quota, and writes down what the case writes down. */
function walkAws(steps: [string, string, number, number | null][], attempts: number) {
  const aws = preset('aws-standard-2026');
  const start = steps[0];
  let tokens = start?.[1] === 'quota_exceeded' ? start[2] : AWS_QUOTA.capacity;
  if (steps.length === 2 && start?.[2] === 0) tokens = AWS_QUOTA.retryCost;
  let paid = 0;
  return steps.map(([response], i) => {
    const status = Number(response);
    if (status === 200) {
      tokens = refundSuccess(tokens, paid);
      return [response, 'success', tokens, null];
    }
    if (i + 1 >= attempts) return [response, 'max_attempts', tokens, null];
    const payment = payForRetry(tokens, status === 429);
    if (!payment) return [response, 'quota_exceeded', tokens, null];
    ({ tokens, paid } = payment);
    const policy = { ...policyOf(aws, status), maxRetries: attempts - 1 };
    const retry = plan(policy, { random: fixedRandom(1) }).retries[i];
    return [response, 'retry', tokens, (retry?.delayMs ?? Number.NaN) / 1000];
  });
}
