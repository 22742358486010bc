import { describe, expect, test } from 'vitest';
import { type AlertState, emptyAlertState } from '../../../lib/alerts/alert-state.ts';
import { decideAlerts } from '../../../lib/alerts/decide-alerts.ts';
import type { AccountLimit, ProviderSnapshot } from '../../../lib/alerts/snapshot.ts';
import type { ProviderEpisode } from '../../../lib/insight/episode-scope.ts';
import type { LimitState } from '../../../lib/insight/limits.ts';
import { episode } from '../insight/incidents.ts';
import { at } from '../insight/minutes.ts';

/** Looks, one after the other; the state goes on between them, through JSON as the store keeps it. */
class Looks {
  state: AlertState = emptyAlertState();

  at(minute: number, over: Partial<ProviderSnapshot> = {}): string[] {
    return this.alertsAt(minute, over).map(({ event }) => event);
  }

  alertsAt(minute: number, over: Partial<ProviderSnapshot> = {}) {
    const provider = { provider: 'anthropic', states: [], episodes: [], incidentName: null, limits: [], ...over };
    const { state, alerts } = decideAlerts(this.state, { nowMs: at(minute), providers: [provider] });
    this.state = JSON.parse(JSON.stringify(state)) as AlertState;
    return alerts;
  }
}

const limit = (state: LimitState, over: Partial<AccountLimit> = {}): AccountLimit => ({
  account: 'org-1',
  model: null,
  outlook: {
    name: 'input_tokens',
    state,
    limit: 1000,
    remaining: 100,
    utilization: 0.9,
    readMs: at(0),
    resetAtMs: at(30),
    exhaustAtMs: at(20),
  },
  ...over,
});

describe('an episode', () => {
  const open = (over: Partial<ProviderEpisode> = {}) => ({ episodes: [episode(10, null, over)] });

  test('is told of when it has begun and when it can no longer come back, each once', () => {
    const looks = new Looks();
    expect(looks.at(11, { episodes: [episode(10, null, { confidence: 0 })] })).toEqual([]);
    expect(looks.at(13, open())).toEqual(['episode_began']);
    expect(looks.at(14, open())).toEqual([]);
    expect(looks.at(41, { episodes: [episode(10, 40)] })).toEqual([]);
    // It comes back within minutes, and is the same one.
    expect(looks.at(45, open())).toEqual([]);
    expect(looks.at(60, { episodes: [episode(10, 50)] })).toEqual([]);
    expect(looks.at(65, { episodes: [episode(10, 50)] })).toEqual(['episode_ended']);
    expect(looks.at(66, { episodes: [episode(10, 50)] })).toEqual([]);
    expect(looks.at(200, { episodes: [episode(10, 50), episode(190, null)] })).toEqual(['episode_began']);
  });

  test('whose start a late report moves is the same one', () => {
    const looks = new Looks();
    expect(looks.at(13, open())).toEqual(['episode_began']);
    expect(looks.at(14, { episodes: [episode(8, null)] })).toEqual([]);
    expect(looks.at(15, { episodes: [episode(9, null)] })).toEqual([]);
    expect(looks.at(60, { episodes: [episode(9, 40)] })).toEqual(['episode_ended']);
  });

  test('that a recount finds not to have been one ends without a word', () => {
    const looks = new Looks();
    expect(looks.at(13, open())).toEqual(['episode_began']);
    expect(looks.at(14)).toEqual([]);
    expect(looks.at(15)).toEqual([]);
    expect(looks.state.episodes).toEqual({});
  });

  test('that ended before anybody looked is not told of', () => {
    expect(new Looks().at(100, { episodes: [episode(10, 50)] })).toEqual([]);
  });

  test('of a silent page is worth a letter, once an episode', () => {
    const looks = new Looks();
    const silent = { ...open(), states: ['overloaded_write_support' as const] };
    expect(looks.at(13, open())).toEqual(['episode_began']);
    expect(looks.at(41, silent)).toEqual(['write_support']);
    expect(looks.at(42, silent)).toEqual([]);
    expect(looks.at(43, { ...open(), states: ['overloaded_confirmed'] })).toEqual([]);
    expect(looks.at(44, silent)).toEqual([]);
  });

  test('found late is told of with the letter at once, in this order', () => {
    const silent = { ...open(), states: ['overloaded_write_support' as const] };
    expect(new Looks().at(60, silent)).toEqual(['episode_began', 'write_support']);
  });

  test('of one provider says nothing of another', () => {
    const looks = new Looks();
    looks.at(13, open());
    expect(looks.at(14, { provider: 'openai', ...open() })).toEqual(['episode_began']);
    expect(looks.at(15, open())).toEqual([]);
  });

  test('says how bad it is, since when, of which models, and what the page says', () => {
    const [told] = new Looks().alertsAt(13, { ...open({ models: ['opus'] }), incidentName: 'Elevated errors' });
    expect(told).toMatchObject({ provider: 'anthropic', fromMs: at(10), toMs: at(13), facts: { models: 'opus' } });
    expect(told?.text).toBe(
      'anthropic is overloaded (opus) for 3 min: 30% of first attempts fail. The status page: Elevated errors.',
    );
  });
});

describe('a limit', () => {
  test('is told of when it stays nearly used up, and again only long after', () => {
    const looks = new Looks();
    const nearly = { limits: [limit('nearly')] };
    const ok = { limits: [limit('ok')] };
    expect(looks.at(0, nearly)).toEqual([]);
    expect(looks.at(2, nearly)).toEqual([]);
    expect(looks.at(3, nearly)).toEqual(['limit_nearly_used']);
    expect(looks.at(4, { limits: [limit('used_up')] })).toEqual([]);
    // Up and down within the hour is no news.
    for (let minute = 5; minute < 60; minute += 5) {
      expect(looks.at(minute, ok)).toEqual([]);
      expect(looks.at(minute + 4, nearly)).toEqual([]);
    }
    for (let minute = 65; minute <= 130; minute += 5) expect(looks.at(minute, ok)).toEqual([]);
    expect(looks.at(131, nearly)).toEqual([]);
    expect(looks.at(134, nearly)).toEqual(['limit_nearly_used']);
  });

  test('that is full for a moment now and then is not told of', () => {
    const looks = new Looks();
    for (let minute = 0; minute < 30; minute += 2) {
      expect(looks.at(minute, { limits: [limit('nearly')] })).toEqual([]);
      expect(looks.at(minute + 1, { limits: [limit('ok')] })).toEqual([]);
    }
  });

  test('that is not heard of for a while has not been forgotten', () => {
    const looks = new Looks();
    looks.at(0, { limits: [limit('nearly')] });
    expect(looks.at(3, { limits: [limit('nearly')] })).toEqual(['limit_nearly_used']);
    for (let minute = 4; minute < 60; minute += 1) expect(looks.at(minute)).toEqual([]);
    expect(looks.at(60, { limits: [limit('nearly')] })).toEqual([]);
    expect(looks.at(64, { limits: [limit('nearly')] })).toEqual([]);
  });

  test('of another account or model is another', () => {
    const looks = new Looks();
    const limits = [limit('nearly'), limit('nearly', { account: 'org-2' }), limit('nearly', { model: 'opus' })];
    looks.at(0, { limits });
    expect(looks.at(5, { limits })).toHaveLength(3);
  });

  test('says which, how full, and when it resets', () => {
    const looks = new Looks();
    const limits = [limit('nearly', { model: 'opus' })];
    looks.at(0, { limits });
    expect(looks.alertsAt(5, { limits })[0]?.text).toBe(
      'anthropic: the limit of input tokens for opus is nearly used up (90%). At this pace it is used up in 15 min. It resets in 25 min.',
    );
  });

  test('what is kept of limits is bounded', () => {
    const looks = new Looks();
    const limits = Array.from({ length: 2000 }, (_, i) => limit('ok', { account: `org-${i}` }));
    looks.at(0, { limits });
    expect(Object.keys(looks.state.limits)).toHaveLength(500);
  });
});

describe('money', () => {
  test('that ran out is told of at once, and again only after an hour without', () => {
    const looks = new Looks();
    const out = { states: ['spend_limited' as const] };
    expect(looks.at(0, out)).toEqual(['spend_limit_hit']);
    expect(looks.at(1, out)).toEqual([]);
    expect(looks.at(2)).toEqual([]);
    expect(looks.at(20, out)).toEqual([]);
    expect(looks.at(21)).toEqual([]);
    expect(looks.at(81)).toEqual([]);
    expect(looks.at(82, { states: ['ok', 'spend_limited'] })).toEqual(['spend_limit_hit']);
  });
});
