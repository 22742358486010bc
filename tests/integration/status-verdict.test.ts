import { afterEach, beforeEach, expect, it } from 'vitest';
import { joinSeries, type ProviderEpisode } from '../../lib/insight/episode-scope.ts';
import { episodesAt } from '../../lib/insight/episodes.ts';
import { follow, startFollowing } from '../../lib/insight/episodes-live.ts';
import { matchAll } from '../../lib/insight/matching.ts';
import { MINUTE_MS, type MinuteBin } from '../../lib/insight/minute-bin.ts';
import { onset } from '../../lib/insight/onset.ts';
import { verdict } from '../../lib/insight/verdict.ts';
import type { Verdict } from '../../lib/insight/verdict-input.ts';
import { type MockStatusPage, startMockStatusPage } from '../support/mock-status-page/index.ts';
import { type PollerBench, pollerBench, START_MS } from '../support/status-poller.ts';

const API = 'mockapi00001';
const CHOICE = { ids: [API], names: [] };
const WINDOW_MS = 10 * MINUTE_MS;
const CALLS_PER_MINUTE = 40;

let bench: PollerBench;
let page: MockStatusPage;
beforeEach(async () => {
  bench = pollerBench();
  page = await startMockStatusPage({ clock: bench.time.clock });
});
afterEach(async () => {
  await bench.dispose();
  await page.close();
});

it('turns the headline within two minutes of an outage, then confirms it when the page posts, then lets it end', async () => {
  const outageMs = START_MS + 3 * MINUTE_MS;
  const recoveryMs = outageMs + 25 * MINUTE_MS;
  const bins: MinuteBin[] = [];
  const share = (minuteMs: number): number => (minuteMs >= outageMs && minuteMs < recoveryMs ? 0.6 : 0);
  const record = (minuteMs: number): void => {
    bins.push({ minuteMs, calls: CALLS_PER_MINUTE, failed: CALLS_PER_MINUTE * share(minuteMs) });
  };
  for (let minuteMs = START_MS - 600 * MINUTE_MS; minuteMs < START_MS; minuteMs += MINUTE_MS) record(minuteMs);
  let live = startFollowing(START_MS - 600 * MINUTE_MS);

  async function look(): Promise<Verdict> {
    await bench.look();
    const nowMs = bench.time.nowMs();
    record(nowMs - MINUTE_MS);
    const step = follow(
      live,
      bins.filter(({ minuteMs }) => minuteMs >= live.settledToMs),
      nowMs,
    );
    live = step.live;
    const found = joinSeries([{ model: null, episodes: episodesAt(step.now, nowMs) }]);
    const last = found.at(-1);
    const young = last && last.endMs === null ? null : onset(bins, nowMs);
    const episodes: ProviderEpisode[] = young ? [...found, young] : found;
    const incidents = await bench.store.incidents({ fromMs: nowMs - 86_400_000, toMs: nowMs + 1 }, 'anthropic');
    const matched = matchAll(episodes, incidents, CHOICE, nowMs);
    const recent = bins.filter(({ minuteMs }) => minuteMs >= nowMs - WINDOW_MS);
    const overloaded = recent.reduce((sum, { failed }) => sum + failed, 0);
    return verdict({
      nowMs,
      windowMs: WINDOW_MS,
      attempts: { ok: recent.length * CALLS_PER_MINUTE - overloaded, overloaded },
      keyErrors: 0,
      usualShares: {},
      usualAttempts: null,
      episode: matched.episodes.at(-1) ?? null,
      incidentName: incidents.at(-1)?.name ?? null,
      pageSeenMs: (await bench.store.page('anthropic'))?.lastSeenMs ?? null,
      limits: [],
      badRequestsSince: null,
    });
  }

  await bench.start([page.url]);
  const seen: { minute: number; state: string; headline: string }[] = [];
  for (let minute = 1; minute <= 40; minute += 1) {
    if (bench.time.nowMs() === outageMs + 9 * MINUTE_MS)
      // Posted ten minutes into the outage, seen at the next look.
      page.model.post({
        name: 'Elevated errors',
        components: { [API]: 'partial_outage' },
        atMs: outageMs + 10 * MINUTE_MS,
      });
    const { state, headline } = await look();
    seen.push({ minute: (bench.time.nowMs() - outageMs) / MINUTE_MS, state, headline });
  }

  const stateAt = (minute: number) => seen.find((each) => each.minute === minute);
  expect(stateAt(0)?.state).toBe('ok');
  const turned = seen.find(({ state }) => state === 'overloaded_unacknowledged');
  expect(turned?.minute).toBeLessThanOrEqual(2);
  expect(stateAt(9)).toMatchObject({ state: 'overloaded_unacknowledged' });
  expect(stateAt(9)?.headline).toBe('The provider is overloaded, for 9 min, and the status page says nothing of it.');
  expect(stateAt(10)?.headline).toBe(
    'The provider is overloaded, for 10 min. The status page confirms it; seen 10 min before the post.',
  );
  for (let minute = 10; minute <= 25; minute += 1) expect(stateAt(minute)?.state).toBe('overloaded_confirmed');
  const over = seen.find(({ state, minute }) => minute > 10 && state === 'ok');
  expect(over?.minute).toBeLessThanOrEqual(28);
  expect(over?.headline).toMatch(/An overload of 25 min ended \d min ago\.$/);
});
