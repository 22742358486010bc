import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LimitOutlook } from '../../../lib/insight/limits.ts';
import type { MatchedEpisode } from '../../../lib/insight/matching.ts';
import { verdict } from '../../../lib/insight/verdict.ts';
import { VERDICT_ADVICE } from '../../../lib/insight/verdict-advice.ts';
import { VERDICT_STATES, type VerdictInput, type VerdictState } from '../../../lib/insight/verdict-input.ts';
import { OUTCOMES } from '../../../lib/outcome/vocabulary.ts';
import { episode } from './incidents.ts';
import { at } from './minutes.ts';

const MINUTE = 60_000;
const NOW = at(1000);

function input(over: Partial<VerdictInput> = {}): VerdictInput {
  return {
    nowMs: NOW,
    windowMs: 10 * MINUTE,
    attempts: { ok: 200 },
    keyErrors: 0,
    usualShares: { overloaded: 0.002, client_error: 0.01, server_error: 0.002 },
    usualAttempts: 210,
    episode: null,
    incidentName: null,
    pageSeenMs: NOW - MINUTE,
    limits: [],
    badRequestsSince: null,
    ...over,
  };
}

/** An episode that has gone on for so many minutes, posted `leadMinutes` after its start (`null`: not posted). */
function going(minutes: number, leadMinutes: number | null = null): MatchedEpisode {
  const one = episode(1000 - minutes, null);
  const lead = {
    page: 'anthropic',
    incidentId: 'i1',
    episodeStartMs: one.startMs,
    overlapMs: 1,
    models: 'unnamed' as const,
  };
  return {
    episode: one,
    state: leadMinutes === null ? 'unacknowledged' : 'confirmed',
    matches: leadMinutes === null ? [] : [{ ...lead, leadMs: leadMinutes * MINUTE }],
    unacknowledgedMs: Math.max(0, leadMinutes ?? minutes) * MINUTE,
  };
}

function limit(over: Partial<LimitOutlook> = {}): LimitOutlook {
  return {
    name: 'input_tokens',
    state: 'used_up',
    limit: 1000,
    remaining: 0,
    utilization: 1,
    readMs: NOW - 1000,
    resetAtMs: NOW + 3 * MINUTE,
    exhaustAtMs: null,
    ...over,
  };
}

const change = { atMs: NOW - 25 * MINUTE, before: { calls: 900, failed: 2 }, after: { calls: 300, failed: 200 } };
const overloaded = { ok: 150, overloaded: 50 };

describe('each state, at its edges', () => {
  it.each<[string, Partial<VerdictInput>, VerdictState]>([
    ['all went through', {}, 'ok'],
    [
      'a few failures of every kind',
      {
        attempts: { ok: 300, overloaded: 2, rate_limited: 2, server_error: 4, client_error: 4, network_error: 2 },
        keyErrors: 2,
      },
      'ok',
    ],
    ['failures without an episode', { attempts: overloaded }, 'ok'],
    ['five attempts are enough', { attempts: { ok: 5 } }, 'ok'],
    ['four are not', { attempts: { ok: 4 } }, 'too_little_traffic'],
    ['none', { attempts: {} }, 'too_little_traffic'],
    [
      'what the client gave up or we held back does not count',
      { attempts: { ok: 3, cancelled: 50, shed: 50, abandoned: 9 } },
      'too_little_traffic',
    ],

    ['confirmed', { attempts: overloaded, episode: going(40, 27) }, 'overloaded_confirmed'],
    ['confirmed, however long', { attempts: overloaded, episode: going(900, 27) }, 'overloaded_confirmed'],
    ['confirmed after a long silence', { attempts: overloaded, episode: going(900, 300) }, 'overloaded_confirmed'],
    ['silent', { attempts: overloaded, episode: going(1) }, 'overloaded_unacknowledged'],
    ['silent for 29 minutes', { attempts: overloaded, episode: going(29) }, 'overloaded_unacknowledged'],
    ['silent for 30 minutes', { attempts: overloaded, episode: going(30) }, 'overloaded_write_support'],
    [
      'few calls, of which one is overloaded',
      { attempts: { overloaded: 1 }, episode: going(5) },
      'overloaded_unacknowledged',
    ],
    ['an episode nobody has felt lately', { attempts: { ok: 100 }, episode: going(50) }, 'ok'],
    ['an episode, and nobody calls', { attempts: {}, episode: going(50) }, 'too_little_traffic'],
    [
      'an episode that has ended',
      { attempts: overloaded, episode: { ...going(50), episode: episode(950, 995) } },
      'ok',
    ],

    ['429s with a limit used up', { attempts: { ok: 199, rate_limited: 1 }, limits: [limit()] }, 'rate_limited'],
    ['a limit used up without 429s', { limits: [limit()] }, 'ok'],
    ['429s of no known limit', { attempts: { ok: 57, rate_limited: 3 } }, 'rate_limited'],
    ['two 429s of no known limit', { attempts: { ok: 38, rate_limited: 2 } }, 'ok'],
    ['429s below a twentieth', { attempts: { ok: 58, rate_limited: 3 } }, 'ok'],

    ['money, once', { attempts: { ok: 49, spend_limited: 1 } }, 'spend_limited'],
    ['money, in one of many', { attempts: { ok: 51, spend_limited: 1 } }, 'ok'],
    ['money, and hardly any traffic', { attempts: { spend_limited: 1 } }, 'spend_limited'],

    ['bad requests', { attempts: { ok: 95, client_error: 5 } }, 'bad_requests'],
    ['four bad requests', { attempts: { ok: 6, client_error: 4 } }, 'ok'],
    [
      'as many bad requests as usual',
      { attempts: { ok: 80, client_error: 20 }, usualShares: { client_error: 0.1 } },
      'ok',
    ],
    [
      'three times as many',
      { attempts: { ok: 70, client_error: 30 }, usualShares: { client_error: 0.1 } },
      'bad_requests',
    ],
    [
      'usual by now, but since a known change',
      { attempts: { ok: 80, client_error: 20 }, usualShares: { client_error: 0.2 }, badRequestsSince: change },
      'bad_requests',
    ],
    [
      'half of all, however usual',
      { attempts: { ok: 50, client_error: 50 }, usualShares: { client_error: 0.9 } },
      'bad_requests',
    ],
    ['a change, but no bad requests now', { badRequestsSince: change }, 'ok'],

    ['the key', { attempts: { ok: 57, client_error: 3 }, keyErrors: 3 }, 'bad_key'],
    ['the key, twice', { attempts: { ok: 20, client_error: 2 }, keyErrors: 2 }, 'ok'],
    ['the key, in few of many', { attempts: { ok: 200, client_error: 5 }, keyErrors: 5 }, 'ok'],

    ['the network', { attempts: { ok: 27, network_error: 3 } }, 'network'],
    ['the network, twice', { attempts: { ok: 3, network_error: 2 } }, 'ok'],
    ['the network, below a tenth', { attempts: { ok: 28, network_error: 3 } }, 'ok'],

    ['server errors', { attempts: { ok: 95, server_error: 5 } }, 'provider_errors'],
    [
      'server errors, time-outs and broken streams together',
      { attempts: { ok: 95, server_error: 2, timeout: 2, truncated: 1 } },
      'provider_errors',
    ],
    ['four of them', { attempts: { ok: 40, server_error: 4 } }, 'ok'],
    ['usual time-outs', { attempts: { ok: 90, timeout: 10 }, usualShares: { timeout: 0.05 } }, 'ok'],
  ])('%s', (_, over, state) => {
    const result = verdict(input(over));
    expect(result.state).toBe(state);
    expect(result.also).toEqual([]);
    expect(result.advice).toBe(VERDICT_ADVICE[state]);
  });
});

describe('several at once', () => {
  it.each<[string, Partial<VerdictInput>, VerdictState[]]>([
    [
      'the larger leads',
      { attempts: { ok: 50, overloaded: 30, rate_limited: 20 }, episode: going(10), limits: [limit()] },
      ['overloaded_unacknowledged', 'rate_limited'],
    ],
    [
      'the larger leads, the other way round',
      { attempts: { ok: 50, overloaded: 20, rate_limited: 30 }, episode: going(10), limits: [limit()] },
      ['rate_limited', 'overloaded_unacknowledged'],
    ],
    [
      'a deploy in the middle of an outage',
      { attempts: { ok: 10, overloaded: 30, client_error: 60 }, episode: going(45, 20), badRequestsSince: change },
      ['bad_requests', 'overloaded_confirmed'],
    ],
    [
      'money before overload where equal',
      { attempts: { overloaded: 10, spend_limited: 10 }, episode: going(45) },
      ['spend_limited', 'overloaded_write_support'],
    ],
    [
      'keys are told from bad requests',
      { attempts: { ok: 10, client_error: 50 }, keyErrors: 40 },
      ['bad_key', 'bad_requests'],
    ],
    [
      'all of them',
      {
        attempts: {
          ok: 100,
          spend_limited: 90,
          client_error: 150,
          overloaded: 70,
          rate_limited: 60,
          network_error: 110,
          server_error: 40,
        },
        keyErrors: 80,
        usualShares: {},
        episode: going(5),
      },
      [
        'network',
        'spend_limited',
        'bad_key',
        'overloaded_unacknowledged',
        'bad_requests',
        'rate_limited',
        'provider_errors',
      ],
    ],
  ])('%s', (_, over, states) => {
    const result = verdict(input(over));
    expect([result.state, ...result.also]).toEqual(states);
  });
});

describe('the headline and its evidence', () => {
  const headline = (over: Partial<VerdictInput>): string => verdict(input(over)).headline;

  it.each<[Partial<VerdictInput>, string]>([
    [{}, 'All well: all 200 attempts of the last 10 min went through.'],
    [{ attempts: { ok: 199, server_error: 1 } }, 'All well: 99.5% of 200 attempts of the last 10 min went through.'],
    [
      { attempts: { ok: 80, client_error: 20 }, usualShares: { client_error: 0.1 } },
      'As usual: 80% of 100 attempts of the last 10 min went through.',
    ],
    [
      { episode: { ...going(50), episode: episode(950, 995) } },
      'All well: all 200 attempts of the last 10 min went through. An overload of 45 min ended 5 min ago.',
    ],
    [
      { episode: { ...going(50), episode: episode(100, 500) } },
      'All well: all 200 attempts of the last 10 min went through.',
    ],
    [{ attempts: {} }, 'Too little traffic to tell: no attempts in the last 10 min, usually 210.'],
    [{ attempts: { ok: 1 }, usualAttempts: null }, 'Too little traffic to tell: one attempt in the last 10 min.'],
    [{ attempts: { ok: 3 }, usualAttempts: 2 }, 'Too little traffic to tell: 3 attempts in the last 10 min.'],
    [
      { attempts: overloaded, episode: going(40, 10) },
      'The provider is overloaded, for 40 min. The status page confirms it; seen 10 min before the post.',
    ],
    [
      { attempts: overloaded, episode: going(40, -95) },
      'The provider is overloaded, for 40 min. The status page confirms it; seen 1 h 35 min after the post.',
    ],
    [
      { attempts: overloaded, episode: going(40, 0) },
      'The provider is overloaded, for 40 min. The status page confirms it; seen as the page posted it.',
    ],
    [
      { attempts: overloaded, episode: going(7) },
      'The provider is overloaded, for 7 min, and the status page says nothing of it.',
    ],
    [
      { attempts: overloaded, episode: going(7), pageSeenMs: NOW - 14 * MINUTE },
      'The provider is overloaded, for 7 min, and the status page was last read 14 min ago.',
    ],
    [
      { attempts: overloaded, episode: going(31), pageSeenMs: null },
      'The provider is overloaded, for 31 min, and no status page was read. Time to write to support.',
    ],
    [
      { attempts: { ok: 150, rate_limited: 50 }, limits: [limit()] },
      'Your limit: the limit of input tokens is reached (429); 25% of attempts are refused. It resets in 3 min.',
    ],
    [
      { attempts: { ok: 150, rate_limited: 50 } },
      'Your limit: a limit of your account is reached (429); 25% of attempts are refused.',
    ],
    [
      {
        attempts: { ok: 150, rate_limited: 50 },
        limits: [limit({ name: 'unified_5h', state: 'nearly', resetAtMs: null })],
      },
      'Your limit: the limit of 5 h of the subscription is reached (429); 25% of attempts are refused.',
    ],
    [
      { attempts: { ok: 50, client_error: 50 }, badRequestsSince: change },
      'Your requests: 50% of attempts are refused as invalid, since a change 25 min ago.',
    ],
    [{ attempts: { ok: 50, client_error: 50 } }, 'Your requests: 50% of attempts are refused as invalid.'],
    [{ attempts: { client_error: 50 }, keyErrors: 50 }, 'Your key: 100% of attempts are refused with 401 or 403.'],
    [{ attempts: { network_error: 9 } }, 'The network: 100% of attempts did not reach the provider.'],
  ])('%o', (over, expected) => {
    expect(headline(over)).toBe(expected);
  });

  it('carries the numbers behind it', () => {
    const result = verdict(input({ attempts: overloaded, episode: going(40, 27), incidentName: 'Elevated errors' }));
    expect(result.evidence).toEqual({
      windowMs: 10 * MINUTE,
      attempts: 200,
      failed: 50,
      share: 0.25,
      usualShare: 0.002,
      usualAttempts: 210,
      sinceMs: NOW - 40 * MINUTE,
      silentMs: 27 * MINUTE,
      leadMs: 27 * MINUTE,
      incidentId: 'i1',
      incidentName: 'Elevated errors',
      pageSeenMs: NOW - MINUTE,
      limit: null,
      resetAtMs: null,
    });
    expect(verdict(input({ attempts: { ok: 9, rate_limited: 9 }, limits: [limit()] })).evidence).toMatchObject({
      limit: 'input_tokens',
      resetAtMs: NOW + 3 * MINUTE,
      share: 0.5,
    });
    expect(verdict(input({ attempts: { ok: 9, client_error: 9 }, badRequestsSince: change })).evidence.sinceMs).toBe(
      change.atMs,
    );
  });
});

describe('what holds for any input', () => {
  it('has advice for and against in every state but the good one, and never suggests what makes it worse', () => {
    for (const state of VERDICT_STATES) {
      const kinds = new Set(VERDICT_ADVICE[state].map(({ kind }) => kind));
      expect([...kinds].sort()).toEqual(state === 'ok' ? [] : ['do', 'dont']);
    }
    for (const state of VERDICT_STATES.filter((each) => each.startsWith('overloaded'))) {
      const against = VERDICT_ADVICE[state].filter(({ kind }) => kind === 'dont').map(({ text }) => text);
      expect(against.join(' ')).toMatch(/retry without a pause.*add keys.*upgrade the plan/);
    }
  });

  it('is one of the states, with a sentence, and shares within bounds', () => {
    const counts = fc.dictionary(fc.constantFrom(...OUTCOMES), fc.nat(300));
    fc.assert(
      fc.property(counts, fc.nat(300), fc.nat(100), fc.boolean(), (attempts, keyErrors, minutes, posted) => {
        const over = {
          attempts,
          keyErrors: Math.min(keyErrors, attempts.client_error ?? 0),
          episode: going(minutes, posted ? 3 : null),
        };
        const result = verdict(input(over));
        expect(VERDICT_STATES).toContain(result.state);
        expect(result.headline).toMatch(/^[A-Z].*\.$/);
        expect(result.headline).not.toMatch(/NaN|undefined|null|Infinity/);
        expect(result.evidence.failed).toBeLessThanOrEqual(result.evidence.attempts);
        expect(new Set([result.state, ...result.also]).size).toBe(1 + result.also.length);
      }),
    );
  });
});
