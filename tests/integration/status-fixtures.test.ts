import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Incident } from '../../lib/insight/incident.ts';
import { activeSpans, concerns } from '../../lib/insight/incident.ts';
import { modelsNamed } from '../../lib/insight/model-names.ts';
import { statedImpact } from '../../lib/insight/stated-impact.ts';
import { readFeed } from '../../lib/status/archive.ts';
import { manualTime } from '../support/manual-time.ts';
import { type MockStatusPage, startMockStatusPage } from '../support/mock-status-page/index.ts';
import { type PollerBench, pollerBench } from '../support/status-poller.ts';

const FIXTURES = resolve('../shared/fixtures');
const isThere = existsSync(`${FIXTURES}/status-anthropic`);
const recorded = (path: string): string => readFileSync(`${FIXTURES}/${path}`, 'utf8');
const CLAUDE_SUMMARY = 'status-anthropic/api-json/summary.2026-10-08.json';
const CLAUDE_LIST = 'status-anthropic/api-json/incidents.first15of50.2026-09-15.json';
const OPENAI_SUMMARY = 'status-openai/summary.2026-09-29.outage.json';
const EVER = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
const API = { ids: ['k8w3r06qmzrp'], names: ['Claude API'] };

describe.skipIf(!isThere)(`recorded status pages (skipped without ${FIXTURES})`, () => {
  let bench: PollerBench;
  let page: MockStatusPage;
  afterEach(async () => {
    await bench.dispose();
    await page.close();
  });

  async function poll(nowText: string, summary: string, list: string | null): Promise<Incident[]> {
    bench = pollerBench(manualTime(Date.parse(nowText)));
    page = await startMockStatusPage({ clock: bench.time.clock });
    page.serve('/api/v2/summary.json', recorded(summary));
    if (list !== null) page.serve('/api/v2/incidents.json', recorded(list));
    await bench.start([page.url]);
    await bench.look();
    expect(bench.errors).toEqual([]);
    return bench.store.incidents(EVER, 'anthropic');
  }

  it('takes in a whole summary and list of Statuspage', async () => {
    const incidents = await poll('2026-10-08T03:00:00Z', CLAUDE_SUMMARY, CLAUDE_LIST);
    const sent = JSON.parse(recorded(CLAUDE_LIST)).incidents as { id: string; incident_updates: unknown[] }[];
    for (const { id, incident_updates } of sent) {
      const kept = incidents.find((incident) => incident.id === id);
      expect(kept?.updates).toHaveLength(incident_updates.length);
      expect(kept?.resolvedMs).not.toBeNull();
    }
    expect((await bench.store.components('anthropic')).map(({ id, status }) => [id, status])).toContainEqual([
      'k8w3r06qmzrp',
      'operational',
    ]);
    const open = incidents.filter(({ resolvedMs }) => resolvedMs === null);
    expect(open.map(({ name }) => name)).toEqual(['Elevated errors on platform.claude.com']);
  });

  it('tells what matters for the API, which models are named, and when it was', async () => {
    const incidents = await poll('2026-09-16T00:00:00Z', CLAUDE_SUMMARY, CLAUDE_LIST);
    const named = (id: string) => incidents.find((incident) => incident.id === id) as Incident;
    expect(concerns(named('6304r9jjhj34'), API)).toBe(true);
    expect(concerns(named('620swtqyn24k'), API)).toBe(false);
    expect(modelsNamed(named('6304r9jjhj34').name).map(({ family, version }) => `${family} ${version}`)).toEqual([
      'mythos 5.1',
      'fable 5.1',
    ]);
    const last = named('t33dncr5ydvl').updates.at(-1);
    expect(statedImpact(last?.body ?? '', last?.createdMs ?? 0)).toEqual({
      fromMs: Date.parse('2026-09-11T13:57:00Z'),
      toMs: Date.parse('2026-09-11T14:20:00Z'),
    });
    const mixed = named('ls6bn1x81m0w').updates.at(-1);
    expect(statedImpact(mixed?.body ?? '', mixed?.createdMs ?? 0)).toEqual({
      fromMs: Date.parse('2026-09-02T21:05:00Z'),
      toMs: Date.parse('2026-09-02T21:19:00Z'),
    });
    // Four days of a notice about another product are not four days of outage.
    const hours = activeSpans(named('r1pqn1kb4hvk'), bench.time.nowMs()).reduce(
      (sum, { fromMs, toMs }) => sum + toMs - fromMs,
      0,
    );
    expect(hours / 3_600_000).toBeLessThan(13);
  });

  it('takes in a summary of incident.io in the middle of an outage', async () => {
    const incidents = await poll('2026-09-29T18:30:00Z', OPENAI_SUMMARY, null);
    const outage = incidents.find(({ name }) => name.startsWith('Elevated errors across'));
    expect(outage).toMatchObject({
      status: 'investigating',
      impact: 'minor',
      resolvedMs: null,
      startedMs: null,
      components: [],
    });
    expect(outage?.createdMs).toBe(Date.parse('2026-09-29T17:52:52Z'));
    expect(outage?.updates).toHaveLength(2);
    const choice = { ids: [], names: ['API', 'Responses'] };
    expect(incidents.filter((incident) => concerns(incident, choice)).map(({ id }) => id)).toEqual([outage?.id]);
    const statuses = new Set((await bench.store.components('anthropic')).map(({ status }) => status));
    expect([...statuses].sort()).toEqual(['degraded_performance', 'operational']);
  });

  it('reads the feed: 25 entries, each with all its posts and their times', async () => {
    bench = pollerBench();
    page = await startMockStatusPage();
    const feed = readFeed(
      recorded('status-anthropic/feed/history.2026-10-08.atom'),
      'https://status.example',
      Date.parse('2026-10-08T03:00:00Z'),
    );
    expect(feed).toHaveLength(25);
    const posts = feed?.map(({ outline }) => outline.updates.length) ?? [];
    const sent = recorded('status-anthropic/feed/history.2026-10-08.atom').match(/&lt;strong&gt;/g)?.length;
    expect(posts.reduce((sum, count) => sum + count, 0)).toBe(sent);
    const usage = feed?.find(({ id }) => id === '978mjkgw6mh7')?.outline;
    expect(usage).toMatchObject({ status: 'monitoring', resolvedMs: null });
    expect(new Date(usage?.createdMs ?? 0).toISOString()).toBe('2026-10-07T13:25:00.000Z');
    for (const { outline } of feed ?? []) expect(outline.name).not.toMatch(/[<>]/);
  });
});
