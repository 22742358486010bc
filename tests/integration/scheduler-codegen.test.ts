import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pythonSource } from '../../lib/scheduler/codegen/python.ts';
import type { CodegenInput } from '../../lib/scheduler/codegen/source.ts';
import { typescriptSource } from '../../lib/scheduler/codegen/typescript.ts';
import { DEFAULT_POLICY_SET } from '../../lib/scheduler/default-policies.ts';
import { plan } from '../../lib/scheduler/plan.ts';
import { BASE_POLICY, BEYOND_MAX, type Policy, RETRY_AFTER_MODES } from '../../lib/scheduler/policy.ts';
import { CURABLE_STATUSES, PRESETS, retriesStatus } from '../../lib/scheduler/presets.ts';
import { fixedRandom } from '../../lib/scheduler/random.ts';
import {
  error,
  type MockProvider,
  overloaded,
  type Reply,
  type Scenario,
  spendLimited,
  startMockProvider,
  times,
} from '../support/mock-provider/index.ts';

const run = promisify(execFile);
const HARNESS = join(import.meta.dirname, '../support/codegen');
const U = 0.25;

function python(): string | null {
  try {
    execFileSync('python3', ['-c', 'import sys; assert sys.version_info >= (3, 9)'], { stdio: 'ignore' });
    return 'python3';
  } catch {
    return null;
  }
}
const PYTHON = python();

interface Outcome {
  status?: number;
  body?: string;
  error?: string;
  waitsMs: number[];
}

let folder: string;
let mock: MockProvider;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weir-codegen-'));
  mock = await startMockProvider();
});
afterAll(async () => {
  await mock.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => mock.reset());

/** Code to run, and where it sends its request. */
interface Job {
  input: CodegenInput;
  url: string;
}

let files = 0;
/** Runs many pieces of code one after another in one process. */
async function executeAll(language: Language, jobs: Job[]): Promise<Outcome[]> {
  const args = jobs.flatMap(({ input, url }) => {
    const file = join(folder, `generated-${++files}.${language.ending}`);
    writeFileSync(file, language.source(input));
    return [file, url];
  });
  const { stdout } = await run(language.command, [join(HARNESS, language.harness), String(U), ...args]);
  return JSON.parse(stdout);
}

async function execute(language: Language, input: CodegenInput, url = `${mock.url}/v1/messages`): Promise<Outcome> {
  const [outcome] = await executeAll(language, [{ input, url }]);
  if (!outcome) throw new Error('no outcome');
  return outcome;
}

/** Answers every request by its path: `/status/529`, or `/headers/` and a JSON object of headers for a 529. */
const byPath: Scenario = (request, context) => {
  const [, kind, rest = ''] = /^\/(status|headers)\/(.+)$/.exec(request.path) ?? [];
  if (kind === 'status') return error('api_error', { status: Number(rest) })(request, context);
  return overloaded({ headers: JSON.parse(decodeURIComponent(rest)) })(request, context);
};
const headersUrl = (headers: Record<string, string>) =>
  `${mock.url}/headers/${encodeURIComponent(JSON.stringify(headers))}`;

interface Language {
  name: string;
  ending: string;
  command: string;
  harness: string;
  source: (input: CodegenInput) => string;
}
const LANGUAGES: Language[] = [
  {
    name: 'TypeScript',
    ending: 'ts',
    command: process.execPath,
    harness: 'harness.mjs',
    source: typescriptSource,
  },
  { name: 'Python', ending: 'py', command: PYTHON ?? '', harness: 'harness.py', source: pythonSource },
];

const FINE: Reply = { status: 200, body: 'fine' };
const policies = DEFAULT_POLICY_SET.default.retry;
const input = (over: Partial<Policy> = {}): CodegenInput => ({
  policy: { ...BASE_POLICY, ...over },
  retries: CURABLE_STATUSES,
});

function planned(policy: Policy, hintMs: number | null = null): number[] {
  return plan(policy, { random: fixedRandom(U), hintMs }).retries.map((retry) => retry.delayMs);
}

function expectWaits(found: number[], expected: number[], what = ''): void {
  const rounded = (waits: number[]) => [what, ...waits.map((waitMs) => waitMs.toFixed(6))];
  expect(rounded(found)).toEqual(rounded(expected));
}

describe.each(LANGUAGES)('a policy as $name', (language) => {
  const missing = language.name === 'Python' && PYTHON === null;
  const test = it.skipIf(missing);
  it.runIf(missing)('is skipped: python3 is absent', () => expect(PYTHON).toBeNull());

  const shapes: [string, CodegenInput][] = [
    ...PRESETS.map((preset): [string, CodegenInput] => [preset.id, preset]),
    ['the default for an overload', { policy: policies.overloaded, retries: CURABLE_STATUSES }],
    ['the default for a time-out', { policy: policies.timeout, retries: CURABLE_STATUSES }],
  ];
  test('waits what the plan says, for every preset, and gives the last answer back', async () => {
    mock.use(byPath);
    const statuses = shapes.map(([, { retries }]) => [529, 500].find((one) => retriesStatus(retries, one)) ?? 503);
    const jobs = shapes.map(([, shape], i) => ({ input: shape, url: `${mock.url}/status/${statuses[i]}` }));
    const outcomes = await executeAll(language, jobs);
    for (const [i, [name, { policy }]] of shapes.entries()) {
      expectWaits(outcomes[i]?.waitsMs ?? [], planned(policy), name);
      expect([name, outcomes[i]?.status]).toEqual([name, statuses[i]]);
    }
    const attempts = shapes.reduce((sum, [, { policy }]) => sum + policy.maxRetries + 1, 0);
    expect(mock.requests).toHaveLength(attempts);
  });

  test('gets through an overload that passes, with the same body each time', async () => {
    mock.script(...times(3, overloaded()), FINE);
    const { status, body, waitsMs } = await execute(language, input());
    expect([status, body, waitsMs.length]).toEqual([200, 'fine', 3]);
    expect(new Set(mock.requests.map((request) => request.body.toString()))).toEqual(new Set(['{"model":"m"}']));
  });

  test('reads retry-after in every mode, also beyond the most', async () => {
    mock.use(byPath);
    const cases = RETRY_AFTER_MODES.flatMap((mode) =>
      BEYOND_MAX.flatMap((beyondMax) =>
        [0, 2, 20].map((seconds) => ({ seconds, retryAfter: { mode, maxMs: 5000, beyondMax } })),
      ),
    );
    const jobs = cases.map(({ seconds, retryAfter }) => ({
      input: input({ maxRetries: 2, retryAfter }),
      url: headersUrl({ 'retry-after': String(seconds) }),
    }));
    const outcomes = await executeAll(language, jobs);
    for (const [i, { seconds, retryAfter }] of cases.entries())
      expectWaits(
        outcomes[i]?.waitsMs ?? [],
        planned({ ...BASE_POLICY, maxRetries: 2, retryAfter }, seconds * 1000),
        JSON.stringify({ seconds, retryAfter }),
      );
  });

  test('reads every form of a hint, and none into garbage', async () => {
    mock.use(byPath);
    const cases: [Record<string, string>, number | null][] = [
      [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
      [{ 'retry-after-ms': 'abc', 'retry-after': '9' }, 9000],
      [{ 'retry-after': '0.5' }, 500],
      // The harness's clock stands at the beginning of 1970.
      [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:07 GMT' }, 7000],
      [{ 'retry-after': 'Wed, 31 Dec 1969 23:59:50 GMT' }, null],
      [{ 'retry-after': 'soon' }, null],
      [{ 'retry-after': '-4' }, null],
      [{ 'retry-after': 'nan' }, null],
      [{ 'retry-after': '99999999999' }, null],
    ];
    const policy: Policy = {
      ...BASE_POLICY,
      maxRetries: 1,
      retryAfter: { ...BASE_POLICY.retryAfter, mode: 'replace' },
    };
    const jobs = cases.map(([headers]) => ({ input: input(policy), url: headersUrl(headers) }));
    const outcomes = await executeAll(language, jobs);
    for (const [i, [headers, hintMs]] of cases.entries())
      expectWaits(outcomes[i]?.waitsMs ?? [], planned(policy, hintMs), JSON.stringify(headers));
  });

  test.each<[string, Reply, number]>([
    ['a request that is wrong', error('invalid_request_error'), 400],
    ['a spend limit', spendLimited(), 429],
    ['an answer that says not to', overloaded({ headers: { 'x-should-retry': 'false' } }), 529],
    ['a success that says to', { status: 200, headers: { 'x-should-retry': 'true' }, body: 'fine' }, 200],
  ])('does not retry %s', async (_, reply, expected) => {
    mock.script(reply);
    const { status, body, waitsMs } = await execute(language, input());
    expect([status, waitsMs, mock.requests.length]).toEqual([expected, [], 1]);
    expect(body?.length).toBeGreaterThan(0);
  });

  test('retries what the answer says to', async () => {
    mock.script(error('conflict_error', { headers: { 'x-should-retry': 'true' } }), FINE);
    expect(await execute(language, input())).toMatchObject({ status: 200, waitsMs: { length: 1 } });
  });

  test('retries a connection that breaks, and gives the error when it stays broken', async () => {
    const reset: Reply = { raw: '', ending: 'reset' };
    mock.script(reset, FINE);
    expect(await execute(language, input())).toMatchObject({ status: 200, waitsMs: { length: 1 } });
    const unreachable = await execute(language, input({ maxRetries: 2 }), 'http://127.0.0.1:9/');
    expect(unreachable.error).toBeTruthy();
    expectWaits(unreachable.waitsMs, planned({ ...BASE_POLICY, maxRetries: 2 }));
  });

  test('ends at maxElapsedMs', async () => {
    mock.script(...times(5, overloaded()));
    const policy: Policy = { ...BASE_POLICY, jitter: { kind: 'none' }, maxElapsedMs: 7000 };
    const { waitsMs } = await execute(language, { policy, retries: CURABLE_STATUSES });
    expectWaits(waitsMs, [1000, 2000, 4000]);
  });

  test('makes no retry at all where none is allowed', async () => {
    mock.script(overloaded());
    expect(await execute(language, input({ maxRetries: 0 }))).toMatchObject({ status: 529, waitsMs: [] });
    expect(mock.requests).toHaveLength(1);
  });
});

describe('the TypeScript', () => {
  it('passes the strict type checker', async () => {
    const shapes = [...PRESETS, input({ maxElapsedMs: 5 }), input({ jitter: { kind: 'decorrelated' } })];
    const paths = shapes.map((shape, i) => {
      const path = join(folder, `checked-${i}.ts`);
      writeFileSync(path, typescriptSource(shape));
      return path;
    });
    const tsc = join(import.meta.dirname, '../../node_modules/.bin/tsc');
    const options = [
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--lib',
      'es2022,dom',
      '--module',
      'esnext',
      '--ignoreConfig',
    ];
    const { stdout } = await run(process.execPath, [tsc, ...options, ...paths]).catch((failed) => failed);
    expect(stdout).toBe('');
  });
});
