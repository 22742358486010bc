import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStatusStore } from '../../db/sqlite/open-status.ts';
import type { ComponentRecord, PageRecord, StatusStore } from '../../db/status-store.ts';
import type { Incident, IncidentUpdate } from '../../lib/insight/incident.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../support/sqlite-store.ts';

const T0 = Date.UTC(2026, 0, 5);
const HOUR = 3_600_000;

const page = (over: Partial<PageRecord> = {}): PageRecord => ({
  page: 'anthropic',
  lastSeenMs: T0,
  lastBase: 'https://status.example',
  addresses: [{ base: 'https://status.example', lastOkMs: T0, problem: null, failingSinceMs: null }],
  indicator: 'none',
  description: 'All Systems Operational',
  historyPage: 1,
  ...over,
});

const component = (over: Partial<ComponentRecord> = {}): ComponentRecord => ({
  page: 'anthropic',
  id: 'c1',
  name: 'API',
  status: 'operational',
  position: 1,
  group: null,
  sinceMs: T0,
  firstSeenMs: T0,
  vanishedMs: null,
  ...over,
});

const update = (id: string, createdMs: number, over: Partial<IncidentUpdate> = {}): IncidentUpdate => ({
  id,
  status: 'investigating',
  body: "It is <b>looked</b> into. \u{1F525} '; DROP TABLE incidents; --",
  createdMs,
  displayMs: createdMs,
  editedMs: null,
  components: [{ id: 'c1', name: 'API', oldStatus: 'operational', newStatus: null }],
  ...over,
});

const incident = (id: string, fromMs: number, toMs: number | null, over: Partial<Incident> = {}): Incident => ({
  page: 'anthropic',
  id,
  kind: 'incident',
  name: `Incident ${id}`,
  status: toMs === null ? 'investigating' : 'resolved',
  impact: 'major',
  url: `https://status.example/incidents/${id}`,
  createdMs: fromMs,
  startedMs: fromMs,
  resolvedMs: toMs,
  updatedMs: toMs ?? fromMs,
  components: [{ id: 'c1', name: 'API' }],
  updates: [update(`${id}-1`, fromMs)],
  firstSeenMs: T0,
  lastSeenMs: T0,
  vanishedMs: null,
  reopenedMs: null,
  ...over,
});

describe('the status store in SQLite', () => {
  let database: TemporaryDatabase;
  let store: StatusStore;
  beforeEach(() => {
    database = temporaryDatabase();
    store = openSqliteStatusStore(database.path);
  });
  afterEach(async () => {
    await store.close();
    database.remove();
  });

  it('is empty at first', async () => {
    expect(await store.pages()).toEqual([]);
    expect(await store.page('anthropic')).toBeNull();
    expect(await store.components()).toEqual([]);
    expect(await store.incident('anthropic', 'x')).toBeNull();
    expect(await store.incidents({ fromMs: 0, toMs: T0 * 2 })).toEqual([]);
  });

  it('gives back what was written, also after it was opened anew', async () => {
    const written = incident('a', T0, T0 + HOUR, {
      vanishedMs: T0 + 1,
      reopenedMs: T0 + 2,
      updates: [update('1', T0), update('2', T0, { editedMs: T0 + 5 }), update('3', T0 + 9)],
    });
    await store.write({ page: page(), components: [component()], incidents: [written] });
    await store.close();
    store = openSqliteStatusStore(database.path);
    expect(await store.pages()).toEqual([page()]);
    expect(await store.page('anthropic')).toEqual(page());
    expect(await store.components('anthropic')).toEqual([component()]);
    expect(await store.incident('anthropic', 'a')).toEqual(written);
  });

  it('replaces an incident with its updates', async () => {
    await store.write({
      page: page(),
      incidents: [incident('a', T0, null, { updates: [update('1', T0), update('2', T0)] })],
    });
    const later = incident('a', T0, T0 + HOUR, { updates: [update('2', T0, { body: 'edited', editedMs: T0 + 7 })] });
    await store.write({ page: page({ lastSeenMs: T0 + HOUR }), incidents: [later] });
    expect(await store.incident('anthropic', 'a')).toEqual(later);
    expect((await store.page('anthropic'))?.lastSeenMs).toBe(T0 + HOUR);
  });

  it('finds the incidents that went on within a range, of one page or of all', async () => {
    const all = [
      incident('before', T0 - 5 * HOUR, T0 - HOUR),
      incident('until', T0 - 5 * HOUR, T0),
      incident('open', T0 - 900 * HOUR, null),
      incident('vanished', T0 - 9 * HOUR, null, { vanishedMs: T0 - HOUR }),
      incident('within', T0 + HOUR, T0 + 2 * HOUR),
      incident('started', T0 + 50 * HOUR, T0 + 60 * HOUR, { startedMs: T0 + 2 * HOUR }),
      incident('after', T0 + 10 * HOUR, T0 + 11 * HOUR),
      incident('absurd', T0 + HOUR, T0 - 99 * HOUR),
      incident('other', T0 + HOUR, null, { page: 'openai' }),
    ];
    await store.write({ page: page(), incidents: all });
    const ids = async (name?: string) =>
      (await store.incidents({ fromMs: T0, toMs: T0 + 10 * HOUR }, name)).map(({ id }) => id);
    expect(await ids()).toEqual(['open', 'until', 'absurd', 'other', 'within', 'started']);
    expect(await ids('openai')).toEqual(['other']);
    const byId = await store.incidentsById('anthropic', ['within', 'other', 'nowhere']);
    expect(byId.map(({ id }) => id)).toEqual(['within']);
    expect(await store.incidentsById('anthropic', [])).toEqual([]);
  });

  it('keeps the updates of two pages apart that use the same ids', async () => {
    const one = incident('same', T0, null, { updates: [update('1', T0, { body: 'one' })] });
    const two = incident('same', T0, null, { page: 'openai', updates: [update('1', T0, { body: 'two' })] });
    await store.write({ page: page(), incidents: [one, two] });
    const found = await store.incidents({ fromMs: T0, toMs: T0 + 1 });
    expect(found.map(({ page: of, updates }) => [of, updates[0]?.body]).sort()).toEqual([
      ['anthropic', 'one'],
      ['openai', 'two'],
    ]);
  });

  it('reads more incidents than one statement can name', async () => {
    const many = Array.from({ length: 1201 }, (_, i) => incident(`i${String(i).padStart(4, '0')}`, T0 + i, T0 + i + 1));
    await store.write({ page: page(), incidents: many });
    expect(await store.incidents({ fromMs: T0, toMs: T0 + HOUR })).toEqual(many);
    expect(
      await store.incidentsById(
        'anthropic',
        many.map(({ id }) => id),
      ),
    ).toHaveLength(1201);
  });

  it('tells the status of components over time, and what held before', async () => {
    const at = (id: string, ms: number, status: string, of = 'anthropic') => ({
      page: of,
      componentId: id,
      atMs: T0 + ms,
      status,
    });
    const statuses = [
      at('c1', -900, 'operational'),
      at('c1', -500, 'partial_outage'),
      at('c1', 10, 'operational'),
      at('c2', -50, 'operational'),
      at('c2', 900, 'major_outage'),
      at('c1', 5, 'operational', 'openai'),
    ];
    await store.write({ page: page(), statuses });
    expect(await store.statuses({ fromMs: T0, toMs: T0 + 900 }, 'anthropic')).toEqual([
      statuses[1],
      statuses[3],
      statuses[2],
    ]);
    expect(await store.statuses({ fromMs: T0, toMs: T0 + 901 })).toEqual([
      statuses[1],
      statuses[3],
      statuses[5],
      statuses[2],
      statuses[4],
    ]);
  });

  it('lists components in the order of their pages', async () => {
    const components = [
      component({ id: 'b', position: 2 }),
      component({ id: 'a', position: 3, vanishedMs: T0 }),
      component({ id: 'z', position: 1 }),
      component({ id: 'q', position: 1, page: 'openai' }),
    ];
    await store.write({ page: page(), components });
    expect((await store.components()).map(({ id }) => id)).toEqual(['z', 'b', 'a', 'q']);
    await store.write({ page: page(), components: [component({ id: 'b', position: 9, status: 'gone' })] });
    expect((await store.components('anthropic')).map(({ id, status }) => [id, status])).toEqual([
      ['z', 'operational'],
      ['a', 'operational'],
      ['b', 'gone'],
    ]);
  });

  it('writes a look as a whole or not at all', async () => {
    const broken = incident('b', T0, null, { name: undefined as unknown as string });
    await expect(store.write({ page: page(), incidents: [incident('a', T0, null), broken] })).rejects.toThrow();
    expect(await store.page('anthropic')).toBeNull();
    expect(await store.incident('anthropic', 'a')).toBeNull();
  });

  it('refuses a file without a schema', () => {
    expect(() => openSqliteStatusStore(`${database.folder}/none.db`)).toThrow(/has schema 0/);
  });
});
