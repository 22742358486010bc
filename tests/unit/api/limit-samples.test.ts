import { expect, test } from 'vitest';
import { limitSeries } from '../../../lib/api/limit-samples.ts';
import type { LimitReading } from '../../../lib/outcome/attempt.ts';
import { anAttempt } from '../../support/attempts.ts';

const reading = (name: string): LimitReading => ({
  name,
  limit: 10,
  remaining: 5,
  utilization: null,
  resetAtMs: null,
  status: null,
});

test('sorts readings by account and model, those of a subscription by account alone', () => {
  const both = [reading('tokens'), reading('unified_5h')];
  const series = limitSeries([
    anAttempt({ limits: both }),
    anAttempt({ limits: both, model: 'other' }),
    anAttempt({ limits: [reading('tokens')], organizationId: null, keyHash: '0123456789abcdef' }),
    anAttempt({ limits: [reading('tokens')], organizationId: null, keyHash: null, provider: 'openai' }),
    anAttempt({ limits: null }),
  ]);
  expect(series.map(({ provider, account, model, samples }) => [provider, account, model, samples.length])).toEqual([
    ['anthropic', 'org-1', null, 2],
    ['anthropic', 'org-1', 'claude-sonnet-5', 1],
    ['anthropic', 'org-1', 'other', 1],
    ['anthropic', '01234567', 'claude-sonnet-5', 1],
    ['openai', null, 'claude-sonnet-5', 1],
  ]);
  expect(series[0]?.samples[0]?.readings).toEqual([reading('unified_5h')]);
  // Told with the head of the response.
  expect(series[0]?.samples[0]?.atMs).toBe(Date.UTC(2026, 10, 24, 14) + 200);
});
