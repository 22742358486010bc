import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { episodesAnswer } from '../../lib/api/episodes.ts';
import { incidentAnswer, incidentsAnswer } from '../../lib/api/incidents.ts';
import { statusLines } from '../../lib/api/report-status.ts';
import { statusAnswer } from '../../lib/api/status.ts';
import { UsualTraffic } from '../../lib/api/usual.ts';
import { verdictAnswer } from '../../lib/api/verdict.ts';
import { anIncident, DAY, HOUR, type InsightBench, insightBench, MINUTE, NOON } from '../support/insight-bench.ts';

let bench: InsightBench;
beforeEach(() => {
  bench = insightBench();
});
afterEach(() => bench.dispose());

const OUTAGE = NOON - 3 * HOUR;
const OVER = OUTAGE + 30 * MINUTE;
const RANGE = { fromMs: NOON - DAY, toMs: NOON };

/** Twelve calls a minute for a day; half an hour of it overloaded. */
async function dayWithOutage(): Promise<void> {
  await bench.traffic(NOON - DAY, OUTAGE, { calls: 12 });
  await bench.traffic(OUTAGE, OVER, { calls: 12, failed: 8 });
  await bench.traffic(OVER, NOON, { calls: 12 });
  await bench.episodes.update();
}

const incidents = (over: Partial<Parameters<typeof incidentsAnswer>[1]> = {}) =>
  incidentsAnswer(bench, { range: RANGE, page: null, counts: null, ...over }, bench.nowMs);

describe('incidents and episodes of a range', () => {
  test('know of each other, with lead, rates before, during and after, and agreement', async () => {
    await dayWithOutage();
    await bench.posted(anIncident('late', OUTAGE + 10 * MINUTE, OVER + 20 * MINUTE));
    const told = await incidents();
    expect(told.incidents).toHaveLength(1);
    const [incident] = told.incidents;
    const id = `anthropic:${OUTAGE}`;
    expect(incident).toMatchObject({
      id: 'anthropic:late',
      counts: true,
      countsFor: ['anthropic'],
      state: 'confirmed',
      lead: { ms: 10 * MINUTE },
      matches: [{ episode: { id, provider: 'anthropic', startedAt: OUTAGE, endedAt: OVER }, overlapMs: 20 * MINUTE }],
      spans: [{ from: OUTAGE + 10 * MINUTE, to: OVER + 20 * MINUTE }],
      open: false,
      edited: false,
      models: [],
    });
    expect(incident?.updates.map(({ status }) => status)).toEqual(['investigating', 'resolved']);
    const { before, during, after } = incident?.rates ?? {};
    expect(before).toMatchObject({ attempts: 12 * 60, overloaded: 8 * 10 });
    expect(during).toMatchObject({ attempts: 12 * 40, overloaded: 8 * 20 });
    expect(after).toMatchObject({ attempts: 12 * 60, overloaded: 0, share: 0 });
    expect(told.agreement).toMatchObject([
      { provider: 'anthropic', page: 'anthropic', episodes: 1, confirmed: 1, confirmedShare: 1, incidents: 1, felt: 1 },
    ]);
    expect(told.agreement[0]?.lead?.medianMs).toBe(10 * MINUTE);
    expect(told.agreement[0]?.lift).toBeGreaterThan(5);

    const { episodes, countedTo } = await episodesAnswer(bench, RANGE, null, NOON);
    expect(countedTo).toBe(NOON);
    expect(episodes).toMatchObject([
      {
        id,
        startedAt: OUTAGE,
        endedAt: OVER,
        durationMs: 30 * MINUTE,
        state: 'confirmed',
        young: false,
        lead: { ms: 10 * MINUTE },
        unacknowledgedMs: 10 * MINUTE,
        calls: 360,
        failed: 240,
        matches: [{ incident: { id: 'anthropic:late', name: 'Elevated errors' }, lead: { ms: 10 * MINUTE } }],
      },
    ]);
    expect((await episodesAnswer(bench, RANGE, 'openai', NOON)).episodes).toEqual([]);
    expect((await episodesAnswer(bench, { fromMs: OVER, toMs: NOON }, null, NOON)).episodes).toEqual([]);
  });

  test('one incident comes with its episodes in full and a window around both', async () => {
    await dayWithOutage();
    await bench.posted(anIncident('late', OUTAGE + 10 * MINUTE, OVER + 20 * MINUTE));
    const told = await incidentAnswer(bench, 'anthropic:late', NOON);
    expect(told.incident.id).toBe('anthropic:late');
    expect(told.episodes).toMatchObject([{ id: `anthropic:${OUTAGE}`, matches: [{ models: 'unnamed' }] }]);
    expect(told.window).toEqual({ from: OUTAGE - HOUR, to: OVER + 20 * MINUTE + HOUR });
    for (const key of ['anthropic:none', 'none', '', ':', `anthropic:${'x'.repeat(1000)}`])
      await expect(incidentAnswer(bench, key, NOON)).rejects.toMatchObject({ status: 404 });
  });

  test('incidents of other components, of no effect here, and maintenance say so', async () => {
    await dayWithOutage();
    const elsewhere = { components: [{ id: 'rwppv331jlwc', name: 'claude.ai' }] };
    await bench.posted(
      anIncident('elsewhere', OUTAGE, OVER, elsewhere),
      anIncident('unfelt', NOON - 12 * HOUR, NOON - 11 * HOUR),
      anIncident('planned', NOON - 20 * HOUR, NOON - HOUR, {
        kind: 'maintenance',
        impact: 'maintenance',
        startedMs: NOON - 2 * HOUR,
      }),
    );
    const told = await incidents();
    expect(told.incidents.map(({ id, counts, state, rates }) => [id, counts, state, rates !== null])).toEqual([
      ['anthropic:planned', false, 'no_local_impact', false],
      ['anthropic:elsewhere', false, 'no_local_impact', false],
      ['anthropic:unfelt', true, 'no_local_impact', true],
    ]);
    expect(told.incidents[0]?.spans).toEqual([{ from: NOON - 2 * HOUR, to: NOON - HOUR }]);
    expect((await incidents({ counts: true })).incidents.map(({ id }) => id)).toEqual(['anthropic:unfelt']);
    expect((await incidents({ page: 'openai' })).incidents).toEqual([]);
    expect(told.agreement).toMatchObject([{ episodes: 1, confirmed: 0, incidents: 1, felt: 0, lead: null }]);
    expect((await episodesAnswer(bench, RANGE, null, NOON)).episodes).toMatchObject([
      { state: 'unacknowledged', unacknowledgedMs: 30 * MINUTE, lead: null, matches: [] },
    ]);
  });

  test('agreement is judged only where there is a record', async () => {
    await bench.traffic(NOON - 2 * HOUR, NOON, { calls: 12 });
    await bench.episodes.update();
    await bench.posted(
      anIncident('before', NOON - 10 * HOUR, NOON - 9 * HOUR),
      anIncident('within', NOON - HOUR, NOON - HOUR / 2),
    );
    const { incidents: told, agreement } = await incidents();
    expect(told.map(({ id, rates }) => [id, rates?.during.attempts])).toEqual([
      ['anthropic:within', 360],
      ['anthropic:before', 0],
    ]);
    expect(agreement).toMatchObject([{ from: NOON - 2 * HOUR, to: NOON, incidents: 1, felt: 0, episodes: 0 }]);
  });

  test('of an incident that names another model than failed the two do not match', async () => {
    await dayWithOutage();
    const name = 'Elevated errors on Claude Opus 4.5';
    await bench.posted(anIncident('opus', OUTAGE, OVER, { name }));
    expect((await incidents()).incidents).toMatchObject([{ state: 'no_local_impact', models: ['Opus 4.5'] }]);
  });

  test('without any status page there are episodes and no agreement', async () => {
    await bench.dispose();
    bench = insightBench({ WEIR_STATUS_PAGES: '' });
    await dayWithOutage();
    expect(await incidents()).toMatchObject({ incidents: [], agreement: [] });
    expect((await episodesAnswer(bench, RANGE, null, NOON)).episodes).toMatchObject([{ state: 'unacknowledged' }]);
  });
});

describe('status', () => {
  test('tells each page, its addresses, its components and what is open', async () => {
    await bench.traffic(NOON - 2 * HOUR, NOON, { calls: 12, failed: 6 });
    await bench.episodes.update();
    await bench.posted(anIncident('open', NOON - HOUR, null), anIncident('past', NOON - 3 * HOUR, NOON - 2 * HOUR));
    const component = { page: 'anthropic', firstSeenMs: NOON - DAY, vanishedMs: null, position: 1, group: null };
    const page = await bench.status.page('anthropic');
    if (!page) throw new Error('no page');
    await bench.status.write({
      page,
      components: [
        { ...component, id: 'gone', name: 'Old', status: 'operational', sinceMs: NOON - DAY, vanishedMs: NOON - HOUR },
        {
          ...component,
          id: 'k8w3r06qmzrp',
          name: 'Claude API',
          status: 'partial_outage',
          position: 2,
          sinceMs: NOON - HOUR,
        },
        { ...component, id: 'other', name: 'claude.ai', status: 'operational', position: 3, sinceMs: NOON - DAY },
      ],
      statuses: [
        { page: 'anthropic', componentId: 'k8w3r06qmzrp', atMs: NOON - DAY, status: 'operational' },
        { page: 'anthropic', componentId: 'k8w3r06qmzrp', atMs: NOON - HOUR, status: 'partial_outage' },
      ],
    });
    bench.nowMs = NOON + 14 * MINUTE;
    const told = await statusAnswer(bench, null, bench.nowMs);
    expect(told.pages).toHaveLength(1);
    expect(told.pages[0]).toMatchObject({
      name: 'anthropic',
      url: 'http://127.0.0.1:1',
      answeredBy: 'http://127.0.0.1:2',
      seenAt: NOON,
      ageMs: 14 * MINUTE,
      stale: true,
      ageText: 'last seen 14 min ago, by the second address; the first answers 403',
      historyComplete: true,
      upstreams: ['anthropic'],
      addresses: [
        { url: 'http://127.0.0.1:1', problem: 'answers 403', lastOkAt: null },
        { url: 'http://127.0.0.1:2', problem: null, lastOkAt: NOON },
      ],
      incidents: [{ id: 'anthropic:open', state: 'confirmed', rates: { after: null } }],
    });
    expect(told.pages[0]?.components.map(({ id, countsFor, periods }) => [id, countsFor, periods])).toEqual([
      ['k8w3r06qmzrp', ['anthropic'], undefined],
      ['other', [], undefined],
      ['gone', [], undefined],
    ]);
    const ranged = await statusAnswer(bench, { fromMs: NOON - 2 * HOUR, toMs: NOON }, bench.nowMs);
    expect(ranged.pages[0]?.components[0]?.periods).toEqual([
      { from: NOON - HOUR, to: NOON, status: 'partial_outage', source: 'seen' },
    ]);
  });

  test('of a page that was never read says so', async () => {
    const [page] = (await statusAnswer(bench, null, NOON)).pages;
    expect(page).toMatchObject({ seenAt: null, ageMs: null, stale: true, ageText: 'not seen yet', components: [] });
  });
});

describe('what a report says of the status page', () => {
  const window = { fromMs: OUTAGE, toMs: OVER };

  test('is each incident that counts, late posts included, with every update and how early it was seen here', async () => {
    await dayWithOutage();
    const elsewhere = { components: [{ id: 'rwppv331jlwc', name: 'claude.ai' }] };
    await bench.posted(
      anIncident('late', OVER + 30 * MINUTE, OVER + HOUR),
      anIncident('elsewhere', OUTAGE, OVER, elsewhere),
      anIncident('later', OVER + 2 * HOUR, null),
    );
    expect(await statusLines(bench, window, NOON)).toEqual([
      'anthropic: "Elevated errors", impact major, posted 2026-03-10 10:00:00 UTC, resolved 2026-03-10 10:30:00 UTC, https://status.example/incidents/late',
      'anthropic: seen here 1 h before that post',
      'anthropic: 2026-03-10 10:00:00 UTC investigating: We are looking into elevated errors.',
      'anthropic: 2026-03-10 10:30:00 UTC resolved: This incident has been resolved.',
    ]);
    expect(await statusLines(bench, { ...window, provider: ['openai'] }, NOON)).toBeNull();
  });

  test('tells silence from not having looked', async () => {
    expect(await statusLines(bench, window, NOON)).toBeNull();
    await bench.posted();
    expect(await statusLines(bench, window, NOON)).toEqual([]);
    expect(await statusLines(bench, { fromMs: NOON, toMs: NOON + 3 * HOUR }, NOON + DAY)).toEqual([
      'The page anthropic was last read at 2026-03-10 12:00:00 UTC, before the end of this window.',
    ]);
  });
});

describe('verdict', () => {
  const verdict = (provider: string | null = null) => verdictAnswer(bench, new UsualTraffic(), provider, bench.nowMs);

  test('turns with an outage, says how long the page is silent, and confirms it when it posts', async () => {
    await bench.traffic(NOON - DAY, NOON, { calls: 12 });
    await bench.posted();
    await bench.episodes.update();
    expect(await verdict()).toMatchObject({ state: 'ok', provider: 'anthropic', also: [] });

    await bench.traffic(NOON, NOON + 2 * MINUTE, { calls: 12, failed: 9 });
    bench.nowMs = NOON + 2 * MINUTE;
    await bench.episodes.update();
    const young = await verdict();
    expect(young).toMatchObject({
      state: 'overloaded_unacknowledged',
      window: { from: NOON, to: bench.nowMs },
      evidence: { episodeId: `anthropic:${NOON}`, failed: 18, silentMs: 2 * MINUTE, lead: null, incident: null },
    });
    expect(young.headline).toBe('The provider is overloaded, for 2 min, and the status page says nothing of it.');
    expect(young.advice.some(({ kind }) => kind === 'dont')).toBe(true);

    await bench.traffic(NOON + 2 * MINUTE, NOON + 32 * MINUTE, { calls: 12, failed: 9 });
    bench.nowMs = NOON + 31 * MINUTE;
    await bench.posted();
    await bench.episodes.update();
    expect(await verdict()).toMatchObject({ state: 'overloaded_write_support', evidence: { silentMs: 31 * MINUTE } });

    bench.nowMs = NOON + 32 * MINUTE;
    await bench.posted(anIncident('i', NOON + 31 * MINUTE, null));
    await bench.episodes.update();
    const confirmed = await verdict();
    expect(confirmed).toMatchObject({
      state: 'overloaded_confirmed',
      evidence: {
        lead: { ms: 31 * MINUTE },
        incident: { id: 'anthropic:i', name: 'Elevated errors', url: 'https://status.example/incidents/i' },
        page: { name: 'anthropic', stale: false },
      },
    });
    expect(confirmed.headline).toContain('seen 31 min before the post');
  });

  test('names the limit that is reached and when it resets', async () => {
    const resetAtMs = NOON + 5 * MINUTE;
    await bench.traffic(NOON - 30 * MINUTE, NOON, { calls: 6 });
    const limits = [{ name: 'input_tokens', limit: 1000, remaining: 0, utilization: null, resetAtMs, status: null }];
    const over = { outcome: 'rate_limited' as const, status: 429, limits };
    await bench.traffic(NOON - 3 * MINUTE, NOON, { calls: 6, over });
    await bench.episodes.update();
    const told = await verdict();
    expect(told).toMatchObject({ state: 'rate_limited', evidence: { limit: 'input_tokens', resetAt: resetAtMs } });
    expect(told.headline).toContain('the limit of input tokens is reached');
    expect(told.headline).toContain('It resets in 5 min');
  });

  test('tells requests refused since a change from keys refused', async () => {
    await bench.traffic(NOON - 5 * HOUR, NOON, { calls: 10 });
    await bench.traffic(NOON - 8 * MINUTE, NOON, { calls: 8, over: { outcome: 'client_error', status: 400 } });
    await bench.episodes.update();
    expect(await verdict()).toMatchObject({ state: 'bad_requests', evidence: { since: NOON - 8 * MINUTE } });
    await bench.traffic(NOON - 9 * MINUTE, NOON, { calls: 30, over: { outcome: 'client_error', status: 401 } });
    expect(await verdict()).toMatchObject({ state: 'bad_key', also: ['bad_requests'] });
  });

  test('of several providers the worst leads, and each can be asked for', async () => {
    await bench.traffic(NOON - HOUR, NOON, { calls: 10 });
    const over = { provider: 'openai', outcome: 'spend_limited' as const, status: 402 };
    await bench.traffic(NOON - 5 * MINUTE, NOON, { calls: 2, over });
    await bench.episodes.update();
    const told = await verdict();
    expect(told).toMatchObject({ provider: 'openai', state: 'spend_limited', evidence: { page: null } });
    expect(told.providers.map(({ provider, state }) => [provider, state])).toEqual([
      ['openai', 'spend_limited'],
      ['anthropic', 'ok'],
    ]);
    expect(await verdict('anthropic')).toMatchObject({ provider: 'anthropic', state: 'ok' });
    await expect(verdict('nobody')).rejects.toMatchObject({ name: 'ParamError', field: 'provider' });
  });

  test('of an empty record says that there is too little to tell', async () => {
    await bench.episodes.update();
    expect(await verdict()).toMatchObject({ state: 'too_little_traffic', provider: 'anthropic', window: { to: NOON } });
  });

  test('knows how much traffic is usual at this time of day', async () => {
    for (const day of [1, 2]) await bench.traffic(NOON - day * DAY - 20 * MINUTE, NOON - day * DAY, { calls: 3 });
    await bench.episodes.update();
    const told = await verdict();
    expect(told.headline).toBe('Too little traffic to tell: no attempts in the last 10 min, usually 30.');
  });
});
