import { describe, expect, it } from 'vitest';
import { componentLook } from '../../../components/status/component-look.ts';
import { shownComponents } from '../../../components/status/shown-components.ts';
import { evidenceWords } from '../../../components/verdict/evidence-words.ts';
import { outcomesOf, VERDICT_LOOK } from '../../../components/verdict/verdict-look.ts';
import type { StatusComponentJson } from '../../../lib/api/status-shapes.ts';
import { VERDICT_STATES } from '../../../lib/insight/verdict-input.ts';
import { aVerdict, START } from './incident-samples.ts';

describe('evidenceWords', () => {
  it('says how many, how unusual, since when, and what else', () => {
    expect(evidenceWords(aVerdict({ also: ['rate_limited'] }), 'utc')).toBe(
      '41 of 96 attempts in the last 10 min (43%, usually 0.16%). Since 14:00. Also: your rate limit.',
    );
  });

  it('says which limit resets when', () => {
    const { evidence } = aVerdict();
    const told = { ...evidence, since: null, usualShare: null, limit: 'input_tokens', resetAt: START + 30_000 };
    expect(evidenceWords(aVerdict({ state: 'rate_limited', evidence: told }), 'utc')).toBe(
      '41 of 96 attempts in the last 10 min (43%). The limit of input tokens resets at 14:00:30.',
    );
  });

  it('says what is usual when all is well, and nothing where nothing is known', () => {
    expect(evidenceWords(aVerdict({ state: 'ok' }), 'utc')).toBe('Usual at this time: about 88 attempts in 10 min.');
    const { evidence } = aVerdict();
    const unknown = { ...evidence, usualAttempts: null };
    expect(evidenceWords(aVerdict({ state: 'ok', evidence: unknown }), 'utc')).toBe('');
  });
});

describe('how verdicts look', () => {
  it('has a look for every state, and calls to show for every trouble', () => {
    for (const state of VERDICT_STATES) {
      expect(VERDICT_LOOK[state].label).not.toBe('');
      expect(outcomesOf(state).length > 0, state).toBe(VERDICT_LOOK[state].tone === 'bad');
    }
    expect(outcomesOf('provider_errors')).toEqual(['server_error', 'timeout', 'truncated']);
  });

  it('never paints a limit of the account as an overload', () => {
    expect(VERDICT_LOOK.rate_limited.outcome).toBe('rate_limited');
    expect(VERDICT_LOOK.spend_limited.outcome).toBe('spend_limited');
  });
});

describe('components of a status page', () => {
  const component = (id: string, status: string, more: Partial<StatusComponentJson> = {}): StatusComponentJson => ({
    id,
    name: id,
    status,
    group: null,
    since: START,
    vanishedAt: null,
    countsFor: [],
    ...more,
  });

  it('shows those that count and those that are ill, and counts the rest', () => {
    const components = [
      component('chat', 'operational'),
      component('code', 'degraded_performance'),
      component('api', 'operational', { countsFor: ['anthropic'] }),
      component('gone', 'major_outage', { vanishedAt: START }),
    ];
    const { shown, restWell } = shownComponents({ components });
    expect(shown.map(({ id }) => id)).toEqual(['api', 'code']);
    expect(restWell).toBe(1);
  });

  it('shows a word of the page that nobody knows as it is, and as no success', () => {
    expect(componentLook('on_fire')).toMatchObject({ label: 'on fire', tone: 'quiet' });
    expect(componentLook('operational').tone).toBe('good');
    expect(componentLook('partial_outage').tone).toBe('bad');
  });
});
