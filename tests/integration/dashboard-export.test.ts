import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import { ask } from '../support/ask.ts';
import { anAttempt, anOverload } from '../support/attempts.ts';
import { parseCsv } from '../support/csv.ts';
import { type RunningDashboard, startDashboard } from '../support/dashboard.ts';

const ROWS = 100_000;
const BATCH = 1000;
const HOUR = 3_600_000;
const T = Math.floor(Date.now() / HOUR) * HOUR - 48 * HOUR;
const WINDOW = `from=${T}&to=${T + HOUR}`;
const MB = 1024 ** 2;
/** How far an export may be ahead of its reader: a page of rows, and what sockets hold. */
const MAX_AHEAD_BYTES = 12 * MB;

let dashboard: RunningDashboard;

/** Every tenth attempt met an overload; attempts stand evenly in the hour. */
const attemptAt = (i: number) => {
  const over = { callId: `call-${i}`, startedAtMs: T + Math.floor((i * HOUR) / ROWS) };
  return i % 10 === 0 ? anOverload(over) : anAttempt(over);
};

beforeAll(async () => {
  dashboard = await startDashboard();
  const store = openSqliteStore(dashboard.databasePath);
  for (let from = 0; from < ROWS; from += BATCH)
    await store.write(
      Array.from({ length: BATCH }, (_, i) => attemptAt(from + i)),
      'process',
    );
  await store.write([anAttempt({ callId: 'outside', startedAtMs: T + HOUR })], 'process');
  await store.close();
}, 300_000);
afterAll(async () => {
  await dashboard?.stop();
});

const exported = (query: string) => ask(`${dashboard.url}/api/export?${WINDOW}&${query}`);

async function exportedBytes(): Promise<number> {
  const { text } = await ask(`${dashboard.url}/metrics`);
  return Number(/weir_dashboard_exported_bytes_total (\d+)/.exec(text)?.[1]);
}

describe('an export', () => {
  test('of ids holds every one that matches, once, in order', async () => {
    const { text, headers } = await exported('format=ids&outcome=overloaded');
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(headers['content-disposition']).toMatch(
      /^attachment; filename="weir-ids-\d{8}-\d{4}-\d{8}-\d{4}-utc\.txt"$/,
    );
    const expected = Array.from({ length: ROWS / 10 }, (_, i) => `req_call-${i * 10}_1`);
    expect(text.trimEnd().split('\n')).toEqual(expected);
  });

  test('of 100,000 rows is made as it is read, never far ahead', async () => {
    const before = await exportedBytes();
    let rows = 0;
    let bytes = 0;
    let mostAhead = 0;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(`${dashboard.url}/api/export?${WINDOW}&format=jsonl`, { agent: false }, resolve)
        .on('error', reject)
        .end();
    });
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      rows += chunk.toString('latin1').split('\n').length - 1;
      mostAhead = Math.max(mostAhead, (await exportedBytes()) - before - bytes);
    }
    expect(rows).toBe(ROWS);
    expect(bytes).toBeGreaterThan(70 * MB);
    expect(mostAhead).toBeLessThan(MAX_AHEAD_BYTES);
    expect((await exportedBytes()) - before).toBe(bytes);
  }, 180_000);

  test('as CSV and JSON lines holds the same attempts', async () => {
    const query = 'status=529&search=call-1000';
    const [head = [], ...records] = parseCsv((await exported(`format=csv&${query}`)).text);
    const lines = (await exported(`format=jsonl&${query}`)).text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.length).toBeGreaterThan(0);
    const column = (name: string) => records.map((record) => record[head.indexOf(name)]);
    expect(column('call_id')).toEqual(lines.map(({ callId }) => callId));
    expect(column('started_at')).toEqual(lines.map(({ startedAt }) => new Date(startedAt).toISOString()));
  });

  test('as a report says how many, when and which, and is honest about its sample', async () => {
    const { text, headers } = await exported('format=report&outcome=overloaded');
    expect(headers['content-type']).toBe('text/markdown; charset=utf-8');
    expect(text).toContain('10,000 of 100,000 attempts (10%) to `anthropic` ended as `overloaded`');
    expect(text).toContain('A sample: 625 of 10,000 request ids');
    expect(text).toContain('`claude-sonnet-5`');
    expect(text).toContain('Not known: the status page was not read');
  });

  test('that the reader breaks off is broken off here too', async () => {
    const left = await new Promise<number>((resolve, reject) => {
      const asked = request(`${dashboard.url}/api/export?${WINDOW}&format=jsonl`, { agent: false }, (response) => {
        response.once('data', (chunk: Buffer) => {
          response.destroy();
          resolve(chunk.length);
        });
      });
      asked.on('error', reject);
      asked.end();
    });
    expect(left).toBeGreaterThan(0);
    // The process goes on to answer at once: it is not busy making the rest.
    expect((await ask(`${dashboard.url}/api/health`)).status).toBe(200);
    expect(dashboard.output()).not.toContain('"level":50');
  });

  test('costs nothing for HEAD', async () => {
    const answer = await ask(`${dashboard.url}/api/export?${WINDOW}&format=csv`, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('');
  });

  test('does not keep others waiting', async () => {
    const export_ = exported('format=jsonl');
    let done = false;
    void export_.then(() => {
      done = true;
    });
    let answered = 0;
    while (!done) {
      expect((await ask(`${dashboard.url}/api/health`)).status).toBe(200);
      answered++;
    }
    expect(answered).toBeGreaterThan(5);
  }, 120_000);
});
