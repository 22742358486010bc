import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Filter } from '../../../db/store.ts';
import { filterParams, MAX_RANGE_MS, parseFilter } from '../../../lib/api/filters.ts';
import { ParamError } from '../../../lib/api/param-error.ts';
import { OUTCOMES, SOURCES } from '../../../lib/outcome/vocabulary.ts';

const NOW = Date.UTC(2026, 10, 24, 14);
const parse = (query: string) => parseFilter(new URLSearchParams(query), NOW);

function refusal(query: string): ParamError {
  try {
    parse(query);
  } catch (error) {
    if (error instanceof ParamError) return error;
    throw error;
  }
  throw new Error(`${query} was taken`);
}

describe('filters of a query string', () => {
  test('are the last 24 hours when nothing is said', () => {
    expect(parse('')).toEqual({ fromMs: NOW - 86_400_000, toMs: NOW });
  });

  test('can be repeated', () => {
    expect(parse('from=now-6h&outcome=overloaded&outcome=timeout&model=a&model=b&status=529&status=0')).toEqual({
      fromMs: NOW - 6 * 3_600_000,
      toMs: NOW,
      outcome: ['overloaded', 'timeout'],
      model: ['a', 'b'],
      status: [529, 0],
    });
  });

  test('count a value given twice once', () => {
    expect(parse('app=x&app=x').app).toEqual(['x']);
  });

  test('take an empty label for a missing one', () => {
    expect(parse('model=&app=').model).toEqual(['']);
  });

  test('leave other parameters of a page alone', () => {
    expect(parse('sort=status&drawer=1')).toEqual(parse(''));
  });

  test('keep hostile labels as they are: they are only ever compared', () => {
    const label = `'; DROP TABLE attempts; -- <script>\n=cmd()`;
    expect(parse(new URLSearchParams({ app: label }).toString()).app).toEqual([label]);
  });

  test.each([
    ['outcome=broken', 'outcome', 'outcome is "broken", but may be ok, overloaded, rate_limited'],
    ['outcome=', 'outcome', 'outcome is "", but may be ok'],
    ['outcome=ok,overloaded', 'outcome', 'outcome is "ok,overloaded"'],
    ['status=200x', 'status', 'status is "200x", but may be a status from 100 to 599, or 0'],
    ['status=99', 'status', 'status is "99"'],
    ['status=600', 'status', 'status is "600"'],
    ['status=-1', 'status', 'status is "-1"'],
    ['source=email', 'source', 'source is "email", but may be proxy, report, otlp'],
    ['stream=1', 'stream', 'stream is "1", but may be true, false'],
    ['from=tomorrow', 'from', 'from is "tomorrow"'],
    ['to=nope', 'to', 'to is "nope"'],
    ['from=now&to=now-1h', 'from', 'from is "now", but may be a time before to, which is "now-1h"'],
    ['from=5&to=5', 'from', 'a time before to'],
    ['from=0&to=now', 'from', `at most ${MAX_RANGE_MS / 86_400_000} days before to`],
    ['from=now-1h&from=now-2h', 'from', 'given once'],
    [`model=${'m'.repeat(201)}`, 'model', 'at most 200 characters long'],
    [
      Array.from({ length: 51 }, (_, i) => `app=${i}`).join('&'),
      'app',
      'app is "51 values", but may be given at most 50',
    ],
  ])('refuse %s', (query, field, message) => {
    const error = refusal(query);
    expect(error.field).toBe(field);
    expect(error.message).toContain(message);
  });

  test('come back from their own query string', () => {
    const label = fc.array(fc.string({ maxLength: 30 }), { minLength: 1, maxLength: 5 });
    const filter = fc
      .record(
        {
          fromMs: fc.integer({ min: 1.6e12, max: 1.7e12 }),
          lengthMs: fc.integer({ min: 1, max: MAX_RANGE_MS }),
          outcome: fc.uniqueArray(fc.constantFrom(...OUTCOMES), { minLength: 1 }),
          status: fc.uniqueArray(fc.constantFrom(0, 200, 429, 529), { minLength: 1 }),
          source: fc.uniqueArray(fc.constantFrom(...SOURCES), { minLength: 1 }),
          stream: fc.uniqueArray(fc.boolean(), { minLength: 1 }),
          model: label,
          endpoint: label,
          app: label,
          client: label,
          provider: label,
        },
        { requiredKeys: ['fromMs', 'lengthMs'] },
      )
      .map(({ lengthMs, ...rest }): Filter => ({ ...rest, toMs: rest.fromMs + lengthMs }));
    fc.assert(
      fc.property(filter, (given) => {
        const text = filterParams(given).toString();
        const read = parse(text);
        expect(new Set(read.model)).toEqual(new Set(given.model));
        expect(parse(filterParams(read).toString())).toEqual(read);
        expect({ ...read, model: 0, endpoint: 0, app: 0, client: 0, provider: 0 }).toEqual({
          ...given,
          model: 0,
          endpoint: 0,
          app: 0,
          client: 0,
          provider: 0,
        });
      }),
    );
  });
});
