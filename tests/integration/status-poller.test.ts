import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pageAge } from '../../lib/status/page-age.ts';
import { type MockStatusPage, startMockStatusPage } from '../support/mock-status-page/index.ts';
import { INTERVAL_MS, type PollerBench, pollerBench, START_MS } from '../support/status-poller.ts';

const HOUR = 3_600_000;
const API = 'mockapi00001';
const EVER = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

describe('polling a Statuspage', () => {
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

  const incident = (id: string) => bench.store.incident('anthropic', id);
  const events = () =>
    bench.news
      .filter(({ archive }) => !archive)
      .flatMap(({ incidents }) => incidents.map((each) => each.events.join('+')));
  const record = () => bench.store.page('anthropic');

  it('takes in components, open incidents and the newest ended ones at the first start', async () => {
    const old = page.model.post({ name: 'Old', components: { [API]: 'partial_outage' }, atMs: START_MS - 9 * HOUR });
    page.model.update(old, { status: 'resolved', components: { [API]: 'operational' }, atMs: START_MS - 8 * HOUR });
    const open = page.model.post({ name: 'Elevated errors on Opus 4.5', components: { [API]: 'major_outage' } });
    await bench.start([page.url]);
    expect(await bench.store.components('anthropic')).toMatchObject([
      { id: API, status: 'major_outage', sinceMs: START_MS },
      { id: 'mockchat0001', status: 'operational' },
      { id: 'mockcode0001', status: 'operational' },
    ]);
    expect(await incident(open)).toMatchObject({
      status: 'investigating',
      resolvedMs: null,
      components: [{ id: API }],
    });
    expect(await incident(old)).toMatchObject({ status: 'resolved', resolvedMs: START_MS - 8 * HOUR });
    expect(await record()).toMatchObject({ lastSeenMs: START_MS, lastBase: page.url, indicator: 'major' });
    expect(page.http.requests[0]?.header('user-agent')).toMatch(/^weir-status-poller/);
    expect(page.http.requests[0]?.header('cookie')).toBeUndefined();
  });

  it('asks only for what changed, and knows when it last looked although nothing did', async () => {
    await bench.start([page.url]);
    await bench.readArchive();
    const asked = page.asked().length;
    await bench.look();
    await bench.look();
    const statuses = page.http.requests.slice(asked).map(({ path, status }) => [path, status]);
    expect(statuses).toEqual([
      ['/api/v2/summary.json', 304],
      ['/api/v2/summary.json', 304],
    ]);
    expect((await record())?.lastSeenMs).toBe(bench.time.nowMs());
    expect(bench.news.length).toBe(1);
  });

  it('follows an incident from post to end, with its components over time', async () => {
    await bench.start([page.url]);
    const id = page.model.post({
      name: 'Elevated errors',
      body: 'We are looking.',
      components: { [API]: 'partial_outage' },
    });
    await bench.look();
    page.model.update(id, { status: 'monitoring', body: 'A fix is in place.' });
    await bench.look();
    page.model.resolve(id);
    await bench.look();
    expect(events()).toEqual(['new', 'updated', 'updated+resolved']);
    expect(await incident(id)).toMatchObject({
      firstSeenMs: START_MS + INTERVAL_MS,
      resolvedMs: START_MS + 2 * INTERVAL_MS,
      updates: [{ status: 'investigating', body: 'We are looking.' }, { status: 'monitoring' }, { status: 'resolved' }],
    });
    const statuses = await bench.store.statuses(EVER, 'anthropic');
    expect(
      statuses.filter(({ componentId }) => componentId === API).map(({ status, atMs }) => [status, atMs - START_MS]),
    ).toEqual([
      ['operational', 0],
      ['partial_outage', INTERVAL_MS],
      ['operational', 3 * INTERVAL_MS],
    ]);
  });

  it('follows edits, also of incidents that are over and no longer in the summary', async () => {
    const id = page.model.post({ name: 'Errors', body: 'First words.' });
    await bench.start([page.url]);
    page.model.edit(id, 'Other words.');
    await bench.look();
    expect(events()).toEqual(['new', 'edited']);
    expect((await incident(id))?.updates[0]).toMatchObject({ body: 'Other words.', editedMs: START_MS + INTERVAL_MS });
    page.model.resolve(id, 'Over.');
    await bench.look();
    page.model.edit(id, 'Over, and this was the cause.');
    // Nothing in the summary tells of it: the list is read every tenth time all the same.
    for (let look = 0; look < 11; look += 1) await bench.look();
    expect((await incident(id))?.updates[1]).toMatchObject({ body: 'Over, and this was the cause.' });
    expect(events().at(-1)).toBe('edited');
  });

  it('follows an incident that is opened again', async () => {
    const id = page.model.post({ name: 'Errors' });
    await bench.start([page.url]);
    page.model.resolve(id);
    await bench.look();
    page.model.reopen(id);
    await bench.look();
    expect(await incident(id)).toMatchObject({
      resolvedMs: null,
      status: 'investigating',
      reopenedMs: START_MS + INTERVAL_MS,
    });
    expect(events()).toEqual(['new', 'updated+resolved', 'updated+reopened']);
  });

  it('keeps an incident that vanishes, marks it once two lists lack it, and takes it up again', async () => {
    page.model.post({ name: 'Older', status: 'resolved', atMs: START_MS - HOUR });
    const id = page.model.post({ name: 'Posted by mistake', components: { [API]: 'partial_outage' } });
    await bench.start([page.url]);
    const taken = page.model.find(id);
    page.model.vanish(id);
    await bench.look();
    expect((await incident(id))?.vanishedMs).toBeNull();
    await bench.look();
    expect(await incident(id)).toMatchObject({ name: 'Posted by mistake', vanishedMs: START_MS + INTERVAL_MS * 2 });
    page.model.incidents.unshift(taken);
    await bench.look();
    expect((await incident(id))?.vanishedMs).toBeNull();
    expect(events()).toEqual(['new', 'new', 'vanished', 'returned']);
  });

  it('follows planned maintenance to its end, which the summary does not show', async () => {
    const id = page.model.post({ kind: 'maintenance', name: 'Database upgrade', atMs: START_MS });
    await bench.start([page.url]);
    expect(await incident(id)).toMatchObject({ kind: 'maintenance', status: 'scheduled', resolvedMs: null });
    await bench.look();
    page.model.resolve(id);
    await bench.look();
    expect(await incident(id)).toMatchObject({ status: 'completed', resolvedMs: START_MS + INTERVAL_MS });
  });

  it('goes on after a restart where it was', async () => {
    const id = page.model.post({ name: 'Errors' });
    await bench.start([page.url]);
    await bench.readArchive();
    await bench.stop();
    page.model.resolve(id);
    const asked = page.asked().length;
    await bench.start([page.url]);
    expect(await incident(id)).toMatchObject({ status: 'resolved', firstSeenMs: START_MS });
    expect(page.asked().slice(asked)).toEqual(['/api/v2/summary.json', '/api/v2/incidents.json']);
  });

  it('leaves no timer and no connection behind when it stops, even in the middle of a look', async () => {
    await bench.start([page.url]);
    page.answerWith({ ending: 'hang', body: ['{'] });
    const before = page.asked().length;
    bench.time.advance(INTERVAL_MS);
    await page.http.until(({ requests }) => requests.length > before);
    await bench.stop();
    expect(bench.time.pending).toBe(0);
    await page.http.until(({ open }) => open === 0);
    expect(bench.errors).toEqual([]);
  });

  describe('when an address fails', () => {
    let other: MockStatusPage;
    beforeEach(async () => {
      other = await startMockStatusPage({ clock: bench.time.clock, model: page.model });
    });
    afterEach(() => other.close());

    const age = async () => pageAge(await record(), [page.url, other.url], INTERVAL_MS, bench.time.nowMs()).text;
    const refuse = (status: number, headers: Record<string, string> = {}) =>
      page.answerWith({
        status,
        headers: { 'content-type': 'text/html', ...headers },
        body: '<h1>Just a moment...</h1>',
      });

    it('reads the next one, and says so', async () => {
      refuse(403);
      await bench.start([page.url, other.url]);
      expect(await record()).toMatchObject({
        lastBase: other.url,
        addresses: [{ problem: 'answers 403' }, { problem: null }],
      });
      bench.time.advance(0);
      expect(await age()).toBe('last seen less than a minute ago, by the second address; the first answers 403');
    });

    it('leaves it alone for longer each time, and comes back to it', async () => {
      refuse(403);
      await bench.start([page.url, other.url]);
      for (let look = 0; look < 30; look += 1) await bench.look();
      // With the fixed draw: 45 s, 90 s, 180 s, 360 s, 450 s, 450 s apart, at the next look.
      const tried = page.http.requests.map(({ startedAtMs }) => (startedAtMs - START_MS) / INTERVAL_MS);
      expect(tried).toEqual([0, 1, 3, 6, 12, 20, 28]);
      page.answerWith(null);
      for (let look = 0; look < 10; look += 1) await bench.look();
      expect(await record()).toMatchObject({
        lastBase: page.url,
        addresses: [{ problem: null, failingSinceMs: null }, {}],
      });
      expect(await age()).toBe('last seen less than a minute ago');
    });

    it('waits as long as a 429 asks', async () => {
      refuse(429, { 'retry-after': '300' });
      await bench.start([page.url, other.url]);
      for (let look = 0; look < 6; look += 1) await bench.look();
      expect(page.http.requests.map(({ startedAtMs }) => startedAtMs - START_MS)).toEqual([0, 300_000]);
    });

    it('tells how old its view is when both fail', async () => {
      await bench.start([page.url, other.url]);
      await bench.readArchive();
      const seenMs = (await record())?.lastSeenMs ?? 0;
      refuse(503);
      other.answerWith({ ending: 'reset' });
      bench.time.advance(seenMs + 14 * INTERVAL_MS - bench.time.nowMs());
      await bench.until(async () => ((await record())?.addresses[1]?.problem ?? null) !== null);
      expect(await age()).toMatch(
        /^last seen 14 min ago; the first answers 503, the second cannot be reached( \(\w+\))?$/,
      );
      expect((await record())?.lastSeenMs).toBe(seenMs);
    });
  });

  describe.each<[string, Parameters<MockStatusPage['answerWith']>[0], RegExp]>([
    [
      'HTML in place of JSON',
      { headers: { 'content-type': 'application/json' }, body: '<html>challenge</html>' },
      /something else/,
    ],
    ['JSON of something else', { body: '{"hello":"world"}' }, /something else/],
    ['a list', { body: '[1,2,3]' }, /something else/],
    ['half an answer', { body: '{"components":[{"id":"a"', contentLength: 5000, ending: 'fin' }, /cannot be reached/],
    ['a redirect in circles', { status: 302, headers: { location: '/api/v2/summary.json' } }, /cannot be reached/],
    ['204', { status: 204 }, /answers 204/],
    ['random bytes', { body: new Uint8Array(5000).map((_, i) => (i * 89) % 256) }, /something else/],
    ['broken gzip', { headers: { 'content-encoding': 'gzip' }, body: 'no gzip at all' }, /cannot be reached/],
    ['an answer said to be too large', { body: 'x', contentLength: 50 * 1024 ** 2, ending: 'hang' }, /more than 8 MB/],
  ])('%s', (_, answer, problem) => {
    it('is a failure that says what it is, and harms nothing', async () => {
      const id = page.model.post({ name: 'Errors' });
      await bench.start([page.url]);
      const before = [await bench.store.components(), await incident(id)];
      page.answerWith(answer);
      await bench.look();
      expect((await record())?.addresses[0]?.problem).toMatch(problem);
      expect([await bench.store.components(), await incident(id)]).toEqual(before);
      expect(bench.errors).toEqual([]);
      page.answerWith(null);
      page.model.resolve(id);
      await bench.look();
      await bench.look();
      expect((await incident(id))?.status).toBe('resolved');
    });
  });

  it('takes a 304 that it did not ask for as a failure', async () => {
    page.answerWith({ status: 304 });
    await bench.start([page.url]);
    expect(await record()).toMatchObject({ lastSeenMs: null, addresses: [{ problem: 'answers 304' }] });
  });

  it('refuses 50 MB while they arrive, packed or not', async () => {
    const chunk = `"${'x'.repeat(64 * 1024 - 3)}",`;
    const endless = function* () {
      yield '{"incidents":[';
      for (let sent = 0; sent < 50 * 1024 ** 2; sent += chunk.length) yield chunk;
    };
    for (const encoding of ['gzip', undefined] as const) {
      page.answerWith({ body: endless, ...(encoding ? { encoding } : {}) });
      if (encoding) await bench.start([page.url]);
      else await bench.look();
      expect((await record())?.addresses[0]?.problem).toBe('answers with more than 8 MB');
      await page.http.until(({ open }) => open === 0);
    }
    expect(page.http.requests.at(-1)?.responseBytes).toBeLessThan(30 * 1024 ** 2);
    expect(page.http.requests.at(-1)?.clientGone).toBe(true);
  });

  it.each([
    ['before the head', { headDelayMs: HOUR }],
    ['in the middle', { body: ['{"components":', { until: new Promise(() => {}) }] }],
  ])('gives up on an answer that hangs %s', async (_, answer) => {
    page.answerWith(answer);
    const started = bench.start([page.url], { timeoutMs: 20_000, maxBytes: 1000 });
    await page.http.until(({ requests }) => requests.length > 0);
    // The head, where there is one, is on its way: the limit is on the whole.
    bench.time.advance(20_000);
    await started;
    expect((await record())?.addresses[0]?.problem).toBe('does not answer within 20 s');
    await page.http.until(({ open }) => open === 0);
  });

  it('outlives a store that fails, and then takes in what it missed', async () => {
    await bench.start([page.url]);
    const write = bench.store.write;
    bench.store.write = async () => {
      throw new Error('disk full');
    };
    const id = page.model.post({ name: 'Errors' });
    await bench.look();
    expect(bench.errors).toHaveLength(1);
    bench.store.write = write;
    await bench.look();
    expect(await incident(id)).toMatchObject({ name: 'Errors' });
  });
});
