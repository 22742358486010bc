import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import type { ErrorAnswer } from '../../lib/api/shapes.ts';
import { TOGETHER_MAX, TOGETHER_PATHS, type TogetherAnswer } from '../../lib/api/together-shapes.ts';
import { ask } from '../support/ask.ts';
import { anAttempt, anOverload } from '../support/attempts.ts';
import { type RunningDashboard, startDashboard } from '../support/dashboard.ts';

const HOUR = 3_600_000;
/** Three days ago, on the hour: nothing that is told of it depends on the present. */
const T = Math.floor(Date.now() / HOUR) * HOUR - 72 * HOUR;
const WINDOW = `from=${T}&to=${T + HOUR}`;

let dashboard: RunningDashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
  const store = openSqliteStore(dashboard.databasePath);
  await store.write(
    [
      ...Array.from({ length: 20 }, (_, i) => anAttempt({ callId: `fine-${i}`, startedAtMs: T + i * 60_000 })),
      ...Array.from({ length: 5 }, (_, i) => anOverload({ callId: `lost-${i}`, startedAtMs: T + i * 60_000 + 500 })),
    ],
    'process',
  );
  await store.close();
}, 240_000);
afterAll(async () => {
  await dashboard?.stop();
});

const together = (body: string) => ask(`${dashboard.url}/api/together`, { method: 'POST', body });

async function answersTo(paths: readonly string[]): Promise<TogetherAnswer['answers']> {
  const answer = await together(JSON.stringify({ paths }));
  expect(answer.status, answer.text).toBe(200);
  return (answer.json() as TogetherAnswer).answers;
}

describe('/api/together', () => {
  test('answers each path as it is answered by itself, in order', async () => {
    const paths = [
      `/api/summary?${WINDOW}&compare=previous`,
      `/api/series?${WINDOW}&unit=calls&by=model`,
      `/api/breakdown?${WINDOW}&by=outcome&outcome=overloaded`,
      `/api/incidents?${WINDOW}`,
      `/api/episodes?${WINDOW}`,
      `/api/policy/history?${WINDOW}`,
    ];
    expect(paths.map((path) => path.split('?')[0]).toSorted()).toEqual(TOGETHER_PATHS.toSorted());
    const alone = () => Promise.all(paths.map(async (path) => (await ask(dashboard.url + path)).json()));
    // Episodes tell up to when they are counted, which goes on meanwhile: both are asked within one state of the record.
    for (let before = await alone(), after: unknown[] | null = null; ; before = after) {
      const answers = await answersTo([...paths, ...paths]);
      after = await alone();
      if (!isDeepStrictEqual(before, after)) continue;
      expect(answers).toEqual([...before, ...before].map((body) => ({ status: 200, body })));
      expect(answers[0]?.body).toMatchObject({ attempts: { total: 25 } });
      return;
    }
  });

  test('one that is refused keeps its error to itself', async () => {
    const refused = ['/api/series?from=yesteryear', '/api/calls?from=now-1h', '/api/../metrics', '/api/toString'];
    const answers = await answersTo([...refused, `/api/summary?${WINDOW}`]);
    expect(answers.map(({ status }) => status)).toEqual([400, 404, 404, 404, 200]);
    const [unread, other] = answers.map(({ body }) => body as ErrorAnswer);
    expect(unread?.error).toMatchObject({ code: 'invalid_parameter', field: 'from' });
    expect(unread?.error.message).toContain('yesteryear');
    expect(other?.error).toMatchObject({ code: 'not_found' });
    expect(other?.error.message).toContain('/api/calls');
  });

  test.each([
    ['', 'invalid_json', undefined],
    ['null', 'invalid_body', ''],
    ['{}', 'invalid_body', 'paths'],
    ['{"paths":[]}', 'invalid_body', 'paths'],
    ['{"paths":"/api/summary"}', 'invalid_body', 'paths'],
    [JSON.stringify({ paths: Array(TOGETHER_MAX + 1).fill('/api/summary') }), 'invalid_body', 'paths'],
    ['{"paths":["/api/summary"],"more":1}', 'invalid_body', 'more'],
    ['{"paths":["/api/summary",5]}', 'invalid_body', 'paths[1]'],
    ['{"paths":["http://evil.example/api/summary"]}', 'invalid_body', 'paths[0]'],
    ['{"paths":["//evil.example/api/summary"]}', 'invalid_body', 'paths[0]'],
    [JSON.stringify({ paths: [`/api/summary?model=${'x'.repeat(17_000)}`] }), 'invalid_body', 'paths[0]'],
  ])('refuses %.60s', async (body, code, field) => {
    const answer = await together(body);
    expect(answer.status).toBe(400);
    const { error } = answer.json() as ErrorAnswer;
    expect(error.code).toBe(code);
    expect(error.field).toBe(field);
    expect(answer.text.length).toBeLessThan(2_000);
  });

  test('refuses more than a body may have', async () => {
    const answer = await together(JSON.stringify({ paths: [`/api/${'x'.repeat(300_000)}`] }));
    expect(answer.status).toBe(413);
  });
});
