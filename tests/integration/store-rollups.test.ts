import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openSqliteStore, type SqliteStore } from '../../db/sqlite/open.ts';
import { type AggregateQuery, DIMENSIONS, type Filter } from '../../db/store.ts';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import { UNITS } from '../../lib/outcome/vocabulary.ts';
import { anAttempt } from '../support/attempts.ts';
import { RecordModel, sortedCells } from '../support/record-model.ts';
import { temporaryDatabase } from '../support/sqlite-store.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, T0 } from '../support/store-contract/ranges.ts';
import { collect } from '../support/store-contract/reading.ts';

const attempt: fc.Arbitrary<Attempt> = fc
  .record({
    call: fc.integer({ min: 0, max: 7 }),
    n: fc.integer({ min: 1, max: 4 }),
    reported: fc.boolean(),
    minute: fc.integer({ min: 0, max: 3 * 24 * 60 }),
    leadMs: fc.constantFrom(0, 0, 1, 700, 90_000, 3 * HOUR_MS),
    durationMs: fc.integer({ min: 0, max: 60_000 }),
    ttftMs: fc.option(fc.integer({ min: 0, max: 5_000 })),
    final: fc.boolean(),
    outcome: fc.constantFrom('ok', 'overloaded', 'timeout', 'abandoned'),
    model: fc.constantFrom('a', 'b', null),
    cause: fc.constantFrom('first' as const, 'first' as const, 'client_retry' as const, 'retry_overloaded' as const),
    stream: fc.boolean(),
    tokens: fc.option(fc.integer({ min: 0, max: 1e6 })),
  })
  .map(({ call, n, reported, minute, leadMs, durationMs, ttftMs, final, outcome, model, cause, stream, tokens }) => {
    const startedAtMs = T0 + DAY_MS + minute * MINUTE_MS;
    const callId = `c${call}`;
    return anAttempt({
      id: reported ? `r-${call}-${n}-${minute % 3}` : `${callId}.${n}`,
      callId,
      n,
      source: reported ? 'report' : 'proxy',
      // Who tells of the same exchange is another matter: see the contract.
      requestId: null,
      startedAtMs,
      durationMs,
      ttftMs,
      final,
      outcome: outcome as Attempt['outcome'],
      status: outcome === 'ok' ? 200 : outcome === 'overloaded' ? 529 : null,
      model,
      cause,
      stream,
      usage:
        tokens === null
          ? null
          : {
              inputTokens: tokens,
              outputTokens: 1,
              cacheCreationInputTokens: 2,
              cacheReadInputTokens: null,
              serviceTier: null,
            },
      call: final
        ? {
            startedAtMs: startedAtMs - leadMs,
            durationMs: durationMs + leadMs,
            queuedMs: n,
            backoffMs: leadMs,
            attempts: n,
          }
        : null,
    });
  });

type Step =
  | { kind: 'write'; attempts: Attempt[] }
  | { kind: 'commit'; batches: Attempt[][] }
  | { kind: 'fail'; attempts: Attempt[] }
  | { kind: 'compact'; beforeMs: number; limit: number }
  | { kind: 'expire'; beforeMs: number }
  | { kind: 'reopen' };

const time = fc.integer({ min: 0, max: 5 * 24 * 60 }).map((minute) => T0 + minute * MINUTE_MS);
const write = fc.record({
  kind: fc.constant('write' as const),
  attempts: fc.array(attempt, { minLength: 1, maxLength: 12 }),
});
/** As the gateway's writer does it: every attempt, or a few, by itself, and all in one transaction. */
const commit = fc.record({
  kind: fc.constant('commit' as const),
  batches: fc.array(fc.array(attempt, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 8 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: write },
  { weight: 4, arbitrary: commit },
  { weight: 1, arbitrary: write.map(({ attempts }) => ({ kind: 'fail' as const, attempts })) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('compact' as const),
      beforeMs: time,
      limit: fc.integer({ min: 1, max: 20 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'reopen' }) },
);
const expire = fc.record({ kind: fc.constant('expire' as const), beforeMs: time });

function queries(alignMs: number): fc.Arbitrary<AggregateQuery> {
  const align = (ms: number) => Math.floor(ms / alignMs) * alignMs;
  const steps = [null, 1, 5, 7, 60, 180, 1440].map((minutes) => minutes && minutes * MINUTE_MS);
  return fc.record({
    filter: fc.record({
      fromMs: time.map(align),
      toMs: time.map((ms) => align(ms + DAY_MS)),
      outcome: fc.constantFrom(undefined, ['ok' as const], ['overloaded' as const, 'abandoned' as const]),
      model: fc.constantFrom(undefined, undefined, ['a'], ['b', '']),
      stream: fc.constantFrom(undefined, undefined, [true]),
      // What every series passes, or none, until one comes that differs.
      provider: fc.constantFrom(undefined, undefined, ['anthropic'], ['nobody']),
      source: fc.constantFrom(undefined, undefined, ['proxy' as const]),
    }) as fc.Arbitrary<Filter>,
    unit: fc.constantFrom(...UNITS),
    stepMs: fc.constantFrom(...steps.filter((step) => step === null || step >= alignMs)),
    groupBy: fc.uniqueArray(fc.constantFrom(...DIMENSIONS), { maxLength: 2 }),
    histograms: fc.boolean(),
  });
}

/** Runs steps on a store and on a model of it; then both must give the same answers. */
async function check(steps: Step[], asked: AggregateQuery[]): Promise<void> {
  const database = temporaryDatabase();
  const model = new RecordModel();
  let store = openSqliteStore(database.path);
  try {
    const compare = async () => {
      for (const query of asked)
        expect(sortedCells(await store.aggregate(query))).toEqual(sortedCells(model.aggregate(query)));
    };
    for (const [i, one] of steps.entries()) {
      // What is remembered for these questions must not outlive what it was made of.
      if (i === steps.length >> 1) await compare();
      if (one.kind === 'reopen') {
        await store.close();
        store = openSqliteStore(database.path);
      } else await apply(one, store, model);
    }
    await compare();
    const rows = await collect(store.attempts({ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }));
    expect(byId(rows)).toEqual(byId(model.attempts()));
    expect((await store.size()).attempts).toBe(rows.length);
  } finally {
    await store.close();
    database.remove();
  }
}

async function apply(one: Exclude<Step, { kind: 'reopen' }>, store: SqliteStore, model: RecordModel): Promise<void> {
  switch (one.kind) {
    case 'write':
      expect(await store.write(one.attempts, 'process')).toEqual(model.write(one.attempts));
      break;
    case 'commit': {
      const { batches } = one;
      const results = store.commit({ batches, opened: [], forget: [], seen: null, nowMs: T0 }, 'process');
      expect(results).toEqual(batches.map((attempts) => model.write(attempts)));
      break;
    }
    case 'fail':
      // The last one cannot be stored, so the transaction is rolled back with everything in it.
      await expect(store.write([...one.attempts, anAttempt({ id: '' })], 'process')).rejects.toThrow();
      break;
    case 'compact':
      await store.compact(one.beforeMs, one.limit);
      break;
    case 'expire': {
      let expired = 0;
      for (let deleted = 1; deleted > 0; expired += deleted) deleted = await store.expire(one.beforeMs, 3);
      expect(expired).toBe(model.expire(one.beforeMs));
    }
  }
}

function byId(attempts: Attempt[]): Map<string, Attempt> {
  return new Map(attempts.map((one) => [one.id, one]));
}

describe('rollups equal a count of the rows', () => {
  test('whatever is written, in whatever order, and whenever it is compacted', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 12 }),
        fc.array(queries(MINUTE_MS), { minLength: 5, maxLength: 5 }),
        check,
      ),
      { numRuns: 60 },
    );
  });

  test('by hours and days also after the rows have expired', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 4, arbitrary: step }, { weight: 1, arbitrary: expire }), { maxLength: 14 }),
        fc.array(queries(HOUR_MS), { minLength: 5, maxLength: 5 }),
        check,
      ),
      { numRuns: 60 },
    );
  });

  test('the state does not depend on the order of arrival, nor on the batches', async () => {
    const shuffled = fc.uniqueArray(
      attempt.filter((one) => one.outcome !== 'abandoned'),
      { selector: (one) => one.id, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(
        shuffled,
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 5 }),
        async (attempts, order, size) => {
          const ranks = new Map(attempts.map((one) => [one, order.next().value ?? 0]));
          const other = attempts.toSorted((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
          expect(await stateAfter([attempts])).toEqual(
            await stateAfter(
              Array.from({ length: Math.ceil(other.length / size) }, (_, i) => other.slice(i * size, (i + 1) * size)),
            ),
          );
        },
      ),
      { numRuns: 30 },
    );
  });
});

/** The rows and the daily and minutely rollups after writing batches to a new store. */
async function stateAfter(batches: Attempt[][]): Promise<unknown> {
  const database = temporaryDatabase();
  const store = openSqliteStore(database.path);
  try {
    for (const batch of batches) await store.write(batch, 'process');
    const whole = { fromMs: 0, toMs: T0 * 2 };
    const aggregates = [MINUTE_MS, DAY_MS].flatMap((stepMs) =>
      UNITS.map((unit) =>
        store.aggregate({ filter: whole, unit, stepMs, groupBy: ['outcome', 'model'], histograms: true }),
      ),
    );
    const cells = (await Promise.all(aggregates)).map(sortedCells);
    return { rows: byId(await collect(store.attempts(whole))), cells };
  } finally {
    await store.close();
    database.remove();
  }
}
