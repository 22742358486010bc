import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { ReportedAttempt, Store } from '../../db/store.ts';
import { UNITS } from '../../lib/outcome/vocabulary.ts';
import { anAttempt, anOverload } from './attempts.ts';
import { RecordModel, sortedCells } from './record-model.ts';
import { ALL_TIME, T0 } from './store-contract/ranges.ts';
import { collect } from './store-contract/reading.ts';
import type { OpenedStore } from './store-contract/stores.ts';

const NOTHING = {
  app: null,
  client: null,
  clientVersion: null,
  firstByteMs: null,
  ttftMs: null,
  usage: null,
  stopReason: null,
  organizationId: null,
  prefixHash: null,
  keyHash: null,
  userAgent: null,
} as const;

/** Two attempts that the gateway passed on, knowing neither application nor session. */
const proxied = [
  anOverload({ callId: 'gw', n: 1, final: false, startedAtMs: T0, durationMs: 100, requestId: 'req_A', app: null }),
  anAttempt({
    callId: 'gw',
    n: 2,
    startedAtMs: T0 + 1000,
    durationMs: 500,
    requestId: 'req_B',
    app: null,
    ttftMs: null,
    call: { startedAtMs: T0, durationMs: 1500, queuedMs: 3, backoffMs: 900, attempts: 2 },
  }),
];

/** The same two, as an application's `fetch` saw them. */
const reports: ReportedAttempt[] = proxied.map((attempt) => ({
  ...attempt,
  id: `R-${attempt.n}`,
  callId: 'R-call',
  source: 'report',
  startedAtMs: attempt.startedAtMs - 2,
  durationMs: attempt.durationMs + 4,
  app: 'reporter',
  sessionId: 'session-7',
  usage: null,
  call: null,
}));

/** The same two, as an HTTP client's spans have them: nothing but the status. */
const requests: ReportedAttempt[] = proxied.map((attempt) => ({
  ...attempt,
  ...NOTHING,
  id: `O-request-${attempt.n}`,
  callId: `O-request-${attempt.n}`,
  n: 1,
  final: true,
  source: 'otlp',
  startedAtMs: attempt.startedAtMs - 1,
  model: null,
  requestId: null,
  errorType: null,
  errorMessage: null,
  parentId: 'O-call',
  call: null,
}));

/** And the SDK's span of the call, with the last request's id. */
const call: ReportedAttempt = anAttempt({
  ...NOTHING,
  id: 'O-call',
  callId: 'O-call',
  n: 2,
  source: 'otlp',
  startedAtMs: T0 - 10,
  durationMs: 1520,
  requestId: 'req_B',
  app: 'shop',
  client: 'anthropic-typescript',
  retryCount: 1,
  ttftMs: 1300,
  call: null,
}) as ReportedAttempt;
const span: ReportedAttempt = { ...call, parentId: 'O-request-handler' };

type Batches = ReportedAttempt[][];

/** Attempts in any order, in any batches, some of them sent again. */
function anyOrder(attempts: readonly ReportedAttempt[]): fc.Arbitrary<Batches> {
  const again = fc.subarray([...attempts]);
  return again.chain((twice) =>
    fc
      .tuple(
        fc.shuffledSubarray([...attempts, ...twice], { minLength: attempts.length + twice.length }),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 20, maxLength: 20 }),
      )
      .map(([order, sizes]) => {
        const rest = [...order];
        return sizes.map((size) => rest.splice(0, size)).filter((batch) => batch.length > 0);
      }),
  );
}

/** What any store must do with a call that several tell of. */
export function testMerging(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name}: one call, once`, () => {
    const opened: OpenedStore[] = [];
    const fresh = async (): Promise<Store> => {
      const one = await open();
      opened.push(one);
      return one.store;
    };
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.dispose();
    });

    const written = async (batches: Batches) => {
      const store = await fresh();
      for (const batch of batches) await store.write(batch, 'process');
      const rows = await collect(store.attempts(ALL_TIME));
      await expectRecount(store);
      expect((await store.size()).attempts).toBe(rows.length);
      return { store, rows: rows.sort((a, b) => a.startedAtMs - b.startedAtMs) };
    };

    const inAnyOrder = async (attempts: readonly ReportedAttempt[], check: (batches: Batches) => Promise<void>) => {
      await fc.assert(
        fc.asyncProperty(anyOrder(attempts), async (batches) => {
          await check(batches);
          for (const one of opened.splice(0)) await one.dispose();
        }),
        { numRuns: 25 },
      );
    };

    test('what passed the gateway counts as it does alone, whoever tells of it before or after', async () => {
      await inAnyOrder([...proxied, ...reports, ...requests, span], async (batches) => {
        const { rows } = await written(batches);
        expect(
          rows.map(({ id, source, n, final, outcome, startedAtMs, durationMs }) => [
            id,
            source,
            n,
            final,
            outcome,
            startedAtMs - T0,
            durationMs,
          ]),
        ).toEqual([
          ['gw.1', 'proxy', 1, false, 'overloaded', 0, 100],
          ['gw.2', 'proxy', 2, true, 'ok', 1000, 500],
        ]);
        expect(rows[1]).toMatchObject({ sessionId: 'session-7', call: proxied[1]?.call, keyHash: 'ccdd' });
        expect(['shop', 'reporter']).toContain(rows[1]?.app);
      });
    });

    test('a span tells the gateway’s call what it does not know, and nothing else', async () => {
      await inAnyOrder([...proxied, span], async (batches) => {
        const { rows } = await written(batches);
        expect(rows[1]).toEqual({ ...proxied[1], seq: undefined, app: 'shop', ttftMs: 290 });
      });
    });

    test('reports and spans of one call are that call', async () => {
      await inAnyOrder([...reports, ...requests, span], async (batches) => {
        const { rows } = await written(batches);
        expect(rows.map(({ source, n, final, app }) => [source, n, final, app])).toEqual([
          ['report', 1, false, 'reporter'],
          ['report', 2, true, 'reporter'],
        ]);
        expect([291, 292]).toContain(rows[1]?.ttftMs);
      });
    });

    test('spans of requests are attempts of the call that their span tells of', async () => {
      await inAnyOrder([...requests, span], async (batches) => {
        const { store, rows } = await written(batches);
        expect(rows.map(({ id, n, final, status, outcome }) => [id, n, final, status, outcome])).toEqual([
          ['O-request-1', 1, false, 529, 'overloaded'],
          ['O-request-2', 2, true, 200, 'ok'],
        ]);
        expect(rows.map(({ model, app, requestId }) => [model, app, requestId])).toEqual([
          ['claude-sonnet-5', 'shop', null],
          ['claude-sonnet-5', 'shop', 'req_B'],
        ]);
        expect(rows[1]?.call).toMatchObject({ startedAtMs: T0 - 10, durationMs: 1520, attempts: 2 });
        expect(await store.call('O-call')).toHaveLength(2);
      });
    });

    test('however many of its requests came before or after the span, the call has as many attempts as it had', async () => {
      const failed = requests.map((attempt, i) => ({
        ...attempt,
        id: `O-failed-${i}`,
        callId: `O-failed-${i}`,
        status: 529,
        outcome: 'overloaded' as const,
      }));
      const givenUp: ReportedAttempt = { ...span, status: 529, outcome: 'overloaded', errorType: 'overloaded_error' };
      await inAnyOrder([...failed, givenUp], async (batches) => {
        const { rows } = await written(batches);
        expect(rows.map(({ n, final, call: totals }) => [n, final, totals?.attempts ?? null])).toEqual([
          [1, false, null],
          [2, true, 2],
        ]);
      });
    });

    test('spans beneath something that is no call are calls of their own', async () => {
      const { rows } = await written([requests]);
      expect(rows.map(({ callId, final }) => [callId, final])).toEqual([
        ['O-request-1', true],
        ['O-request-2', true],
      ]);
    });

    test('a span alone stands for its call’s last attempt, and says how many there were', async () => {
      const { rows } = await written([[span], [span]]);
      expect(rows).toMatchObject([{ n: 2, final: true, call: { attempts: 2, durationMs: 1520 } }]);
    });

    test('what a span knows of a stream’s end overrules the status of its request', async () => {
      const broken: ReportedAttempt = {
        ...span,
        outcome: 'overloaded',
        phase: 'mid_stream',
        errorType: 'overloaded_error',
      };
      await inAnyOrder([requests[1] as ReportedAttempt, broken], async (batches) => {
        const { rows } = await written(batches);
        expect(rows).toMatchObject([
          { id: 'O-request-2', status: 200, outcome: 'overloaded', phase: 'mid_stream', errorType: 'overloaded_error' },
        ]);
      });
    });

    test('a span of a span’s call is the same call', async () => {
      const outer: ReportedAttempt = { ...span, id: 'O-outer', callId: 'O-outer', requestId: null, parentId: null };
      const inner: ReportedAttempt = { ...span, parentId: 'O-outer' };
      await inAnyOrder([...requests, inner, outer], async (batches) => {
        const { rows } = await written(batches);
        expect(rows.map(({ id, final }) => [id, final])).toEqual([
          ['O-request-1', false],
          ['O-request-2', true],
        ]);
        expect(new Set(rows.map(({ callId }) => callId)).size).toBe(1);
      });
    });

    test('one request id with two statuses is two exchanges', async () => {
      const other = anOverload({ id: 'R-9', callId: 'R-9', source: 'report', requestId: 'req_B', app: null });
      const { rows } = await written([[...proxied, other]]);
      expect(rows).toHaveLength(3);
    });

    test('request ids that only end alike are different', async () => {
      const same = Array.from({ length: 150 }, (_, i) =>
        anAttempt({ id: `R-${i}`, callId: `R-${i}`, source: 'report', requestId: `${i}_same-ending` }),
      );
      const { rows } = await written([same]);
      expect(rows).toHaveLength(150);
    });
  });
}

/** Rollups equal a count of the rows as they stand. */
async function expectRecount(store: Store): Promise<void> {
  const model = new RecordModel();
  const rows = await collect(store.attempts(ALL_TIME));
  model.write(rows.sort((a, b) => a.n - b.n));
  for (const unit of UNITS) {
    const query = { filter: ALL_TIME, unit, stepMs: 60_000, groupBy: ['source', 'app', 'outcome'], histograms: true };
    expect(sortedCells(await store.aggregate(query as Parameters<Store['aggregate']>[0]))).toEqual(
      sortedCells(model.aggregate(query as Parameters<Store['aggregate']>[0])),
    );
  }
}
