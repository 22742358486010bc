import { afterEach, describe, expect, it } from 'vitest';
import {
  type MockStatusPage,
  type MockStatusPageOptions,
  startMockStatusPage,
} from '../support/mock-status-page/index.ts';
import { INTERVAL_MS, type PollerBench, pollerBench, START_MS } from '../support/status-poller.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const API = 'mockapi00001';
const EVER = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

describe('reading a page’s past', () => {
  let bench: PollerBench;
  let page: MockStatusPage;
  afterEach(async () => {
    await bench.dispose();
    await page.close();
  });

  /** A page with an incident every three days for so many days. */
  async function pageWithPast(days: number, options: Omit<MockStatusPageOptions, 'clock'> = {}): Promise<string[]> {
    bench = pollerBench();
    page = await startMockStatusPage({ ...options, clock: bench.time.clock });
    const ids: string[] = [];
    for (let day = days; day > 0; day -= 3) {
      const atMs = START_MS - day * DAY;
      const id = page.model.post({ name: `Day ${day}`, components: { [API]: 'partial_outage' }, atMs });
      page.model.update(id, {
        status: 'resolved',
        body: `Over ${day}`,
        components: { [API]: 'operational' },
        atMs: atMs + 2 * HOUR,
      });
      ids.push(id);
    }
    return ids;
  }
  const known = async () => (await bench.store.incidents(EVER, 'anthropic')).map(({ id }) => id);

  it('goes as deep as the archive, each incident with all its updates', async () => {
    const ids = await pageWithPast(800);
    await bench.start([page.url]);
    expect(await known()).toHaveLength(50);
    await bench.readArchive();
    expect(await known()).toEqual(ids);
    const first = await bench.store.incident('anthropic', ids[0] ?? '');
    expect(first).toMatchObject({
      name: 'Day 800',
      createdMs: START_MS - 800 * DAY,
      resolvedMs: START_MS - 800 * DAY + 2 * HOUR,
      components: [{ id: API }],
      updates: [{ status: 'investigating', components: [{ newStatus: 'partial_outage' }] }, { body: 'Over 800' }],
    });
    expect(await bench.store.page('anthropic')).toMatchObject({ historyPage: null });
    // What the list had is not asked for again.
    const singles = page.asked().filter((path) => path.startsWith('/incidents/'));
    expect(singles).toHaveLength(ids.length - 50);
    expect(bench.news.every(({ archive, incidents }) => archive === incidents.length < 50)).toBe(true);
    // One request a second.
    const archive = page.http.requests.filter(({ path }) => path.startsWith('/incidents/') || path === '/history.json');
    const tookMs = (archive.at(-1)?.startedAtMs ?? 0) - (archive[0]?.startedAtMs ?? 0);
    expect(tookMs).toBeGreaterThanOrEqual((archive.length - 1) * 1000);
  });

  it('keeps polling meanwhile, and goes on where it was broken off', async () => {
    const ids = await pageWithPast(1200);
    await bench.start([page.url]);
    const open = page.model.post({ name: 'Now' });
    await bench.look();
    expect(await bench.store.incident('anthropic', open)).not.toBeNull();
    await bench.until(async () => {
      bench.time.advance(500);
      return ((await bench.store.page('anthropic'))?.historyPage ?? 0) >= 3;
    });
    await bench.stop();
    const before = page.asked().length;
    expect((await known()).length).toBeLessThan(ids.length);
    await bench.start([page.url]);
    await bench.readArchive();
    expect((await known()).filter((id) => id !== open)).toEqual(ids);
    expect(
      page
        .asked()
        .slice(before)
        .filter((path) => /page=1$/.test(path)),
    ).toEqual([]);
  });

  it('outlines an incident that the page does not give by itself', async () => {
    const ids = await pageWithPast(200);
    const lost = ids[0] ?? '';
    page.answerWith({ status: 404 }, `/incidents/${lost}.json`);
    await bench.start([page.url]);
    await bench.readArchive();
    expect(await known()).toEqual(ids);
    expect(await bench.store.incident('anthropic', lost)).toMatchObject({
      name: 'Day 200',
      createdMs: START_MS - (START_MS % 60_000) - 200 * DAY,
      resolvedMs: START_MS - 200 * DAY + 2 * HOUR,
      updates: [{ status: 'investigating' }, { status: 'resolved', body: 'Over 200' }],
    });
  });

  it('tries again later when the archive breaks off', async () => {
    const ids = await pageWithPast(200);
    page.answerWith({ status: 503 }, '/history.json');
    await bench.start([page.url]);
    await bench.look();
    expect(await known()).toHaveLength(50);
    page.answerWith(null, '/history.json');
    await bench.readArchive();
    expect(await known()).toEqual(ids);
  });

  it('reads the feed where there is no archive', async () => {
    const ids = await pageWithPast(120, { archive: false });
    // The list is shorter than the feed.
    page.serve('/api/v2/incidents.json', JSON.stringify({ incidents: [] }));
    await bench.start([page.url]);
    await bench.readArchive();
    expect(await known()).toEqual(ids.slice(-25));
    expect(await bench.store.incident('anthropic', ids.at(-1) ?? '')).toMatchObject({
      name: 'Day 3',
      impact: 'unknown',
      status: 'resolved',
      createdMs: START_MS - 3 * DAY,
      resolvedMs: START_MS - 3 * DAY + 2 * HOUR,
      updates: [{ status: 'investigating' }, { status: 'resolved', body: 'Over 3' }],
    });
    expect(await bench.store.page('anthropic')).toMatchObject({ historyPage: null });
  });

  it('is content with the list where a page has neither', async () => {
    await pageWithPast(30, { archive: false });
    page.answerWith({ status: 403 }, '/history.atom');
    await bench.start([page.url]);
    await bench.readArchive();
    expect(await known()).toHaveLength(10);
    expect((await bench.store.page('anthropic'))?.addresses[0]?.problem).toBeNull();
  });

  it('fills the gap after a long time away', async () => {
    await pageWithPast(30);
    await bench.start([page.url]);
    await bench.readArchive();
    await bench.stop();
    bench.time.advance(60 * DAY);
    const missed = Array.from({ length: 70 }, (_, i) => {
      const atMs = START_MS + (i + 1) * 12 * HOUR;
      const id = page.model.post({ name: `Missed ${i}`, atMs });
      page.model.update(id, { status: 'resolved', atMs: atMs + HOUR });
      return id;
    });
    await bench.start([page.url]);
    await bench.readArchive();
    expect((await known()).filter((id) => missed.includes(id))).toEqual(missed);
  });

  it('reads a page of incident.io: no maintenance, no archive, sparse incidents', async () => {
    bench = pollerBench();
    page = await startMockStatusPage({ clock: bench.time.clock, dialect: 'incident.io' });
    const id = page.model.post({ name: 'Elevated errors across the API', impact: 'minor' });
    await bench.start([page.url]);
    await bench.readArchive();
    expect(await bench.store.incident('anthropic', id)).toMatchObject({
      startedMs: null,
      resolvedMs: null,
      components: [],
      url: `${page.url}/incidents/${id}`,
    });
    page.model.resolve(id);
    await bench.look();
    page.model.update(id, { status: 'monitoring' });
    await bench.look();
    page.model.resolve(id, 'Now really.');
    await bench.look();
    expect(await bench.store.incident('anthropic', id)).toMatchObject({
      status: 'resolved',
      updates: [{}, {}, {}, {}],
    });
    expect((await bench.store.incident('anthropic', id))?.reopenedMs).toBeGreaterThan(START_MS);
    expect(page.asked()).not.toContain('/api/v2/scheduled-maintenances.json');
    expect(bench.time.nowMs()).toBeGreaterThan(START_MS + 3 * INTERVAL_MS);
  });
});
