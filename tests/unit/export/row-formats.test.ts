import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportFileName } from '../../../lib/export/file-name.ts';
import { ROW_FORMATS, rowsText } from '../../../lib/export/row-formats.ts';
import type { Attempt } from '../../../lib/outcome/attempt.ts';
import { anAttempt, anOverload } from '../../support/attempts.ts';

async function* pagesOf(...pages: Attempt[][]): AsyncGenerator<Attempt[]> {
  yield* pages;
}

async function textOf(format: keyof typeof ROW_FORMATS, ...pages: Attempt[][]): Promise<string> {
  return (await Array.fromAsync(rowsText(ROW_FORMATS[format], pagesOf(...pages)))).join('');
}

describe('ids', () => {
  test('stand one a line, in order, exactly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(fc.stringMatching(/^[\w.:-]{1,40}$/))), async (ids) => {
        const attempts = ids.map((requestId) => anAttempt({ requestId }));
        const half = Math.ceil(attempts.length / 2);
        const text = await textOf('ids', attempts.slice(0, half), attempts.slice(half));
        expect(text.split('\n').slice(0, -1)).toEqual(ids.filter((id) => id !== null));
      }),
    );
  });

  test('never make two lines of one', async () => {
    const text = await textOf('ids', [anAttempt({ requestId: 'req_1\nreq_forged\r\u2028\u001b[2J' })]);
    expect(text.match(/[\n\r\u2028]/g)).toEqual(['\n']);
    expect(text).not.toContain('\u001b');
  });

  test('of nothing are nothing', async () => {
    expect(await textOf('ids')).toBe('');
    expect(await textOf('ids', [anAttempt({ requestId: null })])).toBe('');
  });
});

describe('JSON lines', () => {
  test('hold an object a line, whatever the strings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }).filter((t) => t.isWellFormed())), async (messages) => {
        const text = await textOf(
          'jsonl',
          messages.map((errorMessage) => anOverload({ errorMessage })),
        );
        const lines = text.split('\n').slice(0, -1);
        expect(lines.map((line) => JSON.parse(line).errorMessage)).toEqual(messages);
      }),
    );
  }, 30_000);

  test('say times as epoch milliseconds, and hold neither key nor prompt hashes', async () => {
    const limits = [{ name: 'tokens', limit: 9, remaining: 1, utilization: 0.9, resetAtMs: 5, status: null }];
    const row = JSON.parse(await textOf('jsonl', [anAttempt({ limits })]));
    expect(row).toMatchObject({ startedAt: Date.UTC(2026, 10, 24, 14), outcome: 'ok', limits: [{ resetAt: 5 }] });
    expect(JSON.stringify(row)).not.toMatch(/keyHash|prefixHash|ccdd|aabb/);
  });
});

describe('CSV', () => {
  test('of nothing is its head', async () => {
    expect((await textOf('csv')).trim().split('\r\n')).toHaveLength(1);
  });
});

test('files are named after format and window', () => {
  expect(exportFileName('csv', 'csv', Date.UTC(2026, 10, 24, 8), Date.UTC(2026, 10, 24, 14, 5))).toBe(
    'weir-csv-20261124-0800-20261124-1405-utc.csv',
  );
});
