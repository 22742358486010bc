import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AggregateCell, AggregateQuery, Filter } from '../../../db/store.ts';
import { reportText } from '../../../lib/export/report/build-report.ts';
import { EvenSample } from '../../../lib/export/report/even-sample.ts';
import { code, codeBlock } from '../../../lib/export/report/markdown.ts';
import type { Attempt } from '../../../lib/outcome/attempt.ts';
import { anAttempt, anOverload } from '../../support/attempts.ts';

const FROM = Date.UTC(2026, 10, 24, 14);
const FILTER: Filter = { fromMs: FROM, toMs: FROM + 3_600_000 };

function cell(bucketMs: number, outcome: string, count: number): AggregateCell {
  const zero = { retries: 0, queuedMs: 0, backoffMs: 0, inputTokens: 0, outputTokens: 0 };
  const cache = { cacheCreationInputTokens: 0, cacheReadInputTokens: 0, firsts: 0 };
  return { bucketMs, group: [outcome], count, ...zero, ...cache, latency: null, ttft: null };
}

interface Given {
  attempts?: Attempt[];
  cells?: AggregateCell[];
  filter?: Filter;
  search?: string;
  statusPage?: readonly string[] | null;
}

async function report({ attempts = [], cells = [], filter = FILTER, search, statusPage = null }: Given) {
  const asked: AggregateQuery[] = [];
  const pieces = await Array.fromAsync(
    reportText({
      store: {
        async *attempts() {
          for (const attempt of attempts) yield [attempt];
        },
        aggregate: async (query) => {
          asked.push(query);
          return cells;
        },
      },
      filter,
      search,
      statusPage: async () => statusPage,
      nowMs: FROM + 7_200_000,
      version: '0.1.0',
      signal: new AbortController().signal,
    }),
  );
  return { text: pieces.join(''), asked };
}

const overloads = (count: number): Attempt[] =>
  Array.from({ length: count }, (_, i) => anOverload({ callId: `c${i}`, startedAtMs: FROM + i * 1000 }));

describe('the report', () => {
  test('says in two sentences how many, of how many, when, and the worst of it', async () => {
    const minute = FROM + 10 * 60_000;
    const { text } = await report({
      attempts: [...overloads(12), anAttempt({ callId: 'fine' })],
      cells: [cell(FROM, 'ok', 100), cell(minute, 'ok', 15), cell(minute, 'overloaded', 12)],
    });
    const summary = text.split('\n\n')[1];
    expect(summary).toBe(
      '12 of 127 attempts (9.4%) to `anthropic` failed from 2026-11-24 14:00:00 UTC to 2026-11-24 15:00:00 UTC. ' +
        '12 calls failed for good; at the worst, in the 1 min from 2026-11-24 14:10:00 UTC, it was 44% of attempts.',
    );
  });

  test('has the window, models, endpoints, clients, organization, errors and every id', async () => {
    const { text } = await report({ attempts: overloads(3) });
    for (const part of [
      '| organization | `org-1` |',
      '| `claude-sonnet-5` | 3 |',
      '| `/v1/messages` | 3 |',
      '| `anthropic-typescript 1.12.0` | 3 |',
      '| `overloaded_error: Overloaded` | 3 |',
      '| `529` | 3 |',
      'first and last reported | 2026-11-24 14:00:00 UTC, 2026-11-24 14:00:02 UTC',
      'All 3 request ids of the attempts that failed.',
      '```text\nreq_c0_1\nreq_c1_1\nreq_c2_1\n```',
    ])
      expect(text).toContain(part);
  });

  test('lists ids of failures alone, unless outcomes are asked for', async () => {
    const attempts = [anAttempt({ callId: 'fine' }), ...overloads(1)];
    expect((await report({ attempts })).text).not.toContain('req_fine_1');
    const asked = await report({ attempts: [anAttempt({ callId: 'fine' })], filter: { ...FILTER, outcome: ['ok'] } });
    expect(asked.text).toContain('All 1 request ids of the attempts that match.');
    expect(asked.text).toContain('req_fine_1');
  });

  test('takes rates of all attempts, whatever outcome or status is asked for', async () => {
    const filter: Filter = { ...FILTER, outcome: ['overloaded'], status: [529], model: ['m'] };
    const { asked, text } = await report({
      filter,
      attempts: overloads(5),
      cells: [cell(FROM, 'ok', 95), cell(FROM, 'overloaded', 5)],
    });
    expect(asked[0]?.filter).toEqual({ fromMs: FILTER.fromMs, toMs: FILTER.toMs, model: ['m'] });
    expect(text).toContain('5 of 100 attempts (5%) to `anthropic` ended as `overloaded`');
  });

  test('says when its ids are a sample, and of how many', async () => {
    const { text } = await report({ attempts: overloads(2500) });
    expect(text).toContain('A sample: 625 of 2,500 request ids');
    expect(text.match(/^req_/gm)).toHaveLength(625);
  });

  test('says how many attempts have no id', async () => {
    const { text } = await report({ attempts: [anOverload({ requestId: null }), ...overloads(1)] });
    expect(text).toContain('1 more have no id.');
  });

  test.each([
    [null, 'Not known: the status page was not read in this window.'],
    [[], 'No incident was posted in this window.'],
    [['14:20 UTC: Elevated errors'], '- `14:20 UTC: Elevated errors`'],
  ])('says what the status page said: %j', async (statusPage, expected) => {
    expect((await report({ statusPage })).text).toContain(expected);
  });

  test('says so when nothing matches', async () => {
    const { text } = await report({ filter: { ...FILTER, outcome: ['overloaded'], app: ['x'] }, search: 'req_9' });
    expect(text).toContain('No attempt that matches the filters ended as `overloaded`');
    expect(text).toContain('`outcome=overloaded app=x search=req_9`');
    expect(text).not.toMatch(/NaN|undefined|null/);
  });

  test('lets no string from outside leave its code', async () => {
    const evil = '`</code><script>alert(1)</script>\n# Title\n| a | b |\n![x](http://evil.test/x.png) @someone\u202e';
    const attempt = anOverload({
      model: evil,
      endpoint: evil,
      client: evil,
      errorType: evil,
      errorMessage: evil,
      requestId: evil,
      organizationId: evil,
      provider: evil,
    });
    const { text } = await report({ attempts: [attempt], search: evil, statusPage: [evil] });
    const outside = text.replaceAll(/```text\n[\s\S]*?\n```/g, '').replaceAll(/`[^`\n]*`/g, '');
    expect(outside).not.toMatch(/script|evil|someone|Title/);
    expect(text.match(/^#+ .*$/gm)?.every((line) => /^#{1,2} [A-Z][A-Za-z ]+$/.test(line))).toBe(true);
    const tables = text.split('\n').filter((line) => line.startsWith('|'));
    expect(tables.every((line) => line.split('|').length === 4)).toBe(true);
  });
});

describe('code in Markdown', () => {
  test('is one span on one line, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(code(text)).toMatch(/^(`[^`|\n\r]+`|\(empty\))$/);
        expect(codeBlock([text]).split('```')).toHaveLength(3);
        expect(codeBlock([text]).split('\n')).toHaveLength(3);
      }),
    );
  }, 30_000);
});

describe('an even sample', () => {
  test('is everything while there is room, then evenly spread, and always within its room', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 50 }), fc.integer({ min: 0, max: 2000 }), (capacity, length) => {
        const sample = new EvenSample<number>(capacity);
        for (let i = 0; i < length; i++) sample.add(i);
        const { values } = sample;
        expect(values.length).toBeLessThanOrEqual(capacity);
        expect(values.length).toBeGreaterThanOrEqual(Math.min(length, Math.floor(capacity / 2)));
        const stride = (values[1] ?? 1) - (values[0] ?? 0);
        expect(values).toEqual(values.map((_, i) => i * stride));
        expect(sample.isComplete).toBe(length <= capacity);
        expect(sample.seen).toBe(length);
        if (length > 0) expect(length - (values.at(-1) ?? 0)).toBeLessThanOrEqual(stride);
      }),
    );
  });
});
