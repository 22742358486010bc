import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { reportSnippets } from '../../components/connect/report-snippets.ts';
import type { CallRow } from '../../db/store.ts';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { type MockProvider, startMockProvider } from '../support/mock-provider/index.ts';
import { bodyOf, exchangesScenario, TEXT } from '../support/runtimes/answers.ts';
import type { Seen } from '../support/runtimes/exchanges.ts';
import {
  asJavaScript,
  type Project,
  projectWith,
  type ReporterServer,
  serveReporter,
} from '../support/runtimes/project.ts';
import { findRuntime, RUNTIMES, type Runtime } from '../support/runtimes/runtimes.ts';
import type { Got } from '../support/runtimes/sdk-calls.ts';

const TOKEN = 'report-token-1';
const INSTALL_WITHIN_MS = 300_000;

let provider: MockProvider;
let gateway: RunningGateway;
let server: ReporterServer;
/** Where nobody answers. */
let goneUrl: string;

beforeAll(async () => {
  const [own, gone] = await Promise.all([startMockProvider(), startMockProvider()]);
  provider = own;
  provider.use(exchangesScenario);
  goneUrl = gone.url;
  await gone.close();
  server = await serveReporter();
  gateway = await startGateway({ env: { WEIR_UPSTREAMS: `anthropic=${provider.url}`, WEIR_REPORT_TOKEN: TOKEN } });
});
afterAll(async () => {
  await Promise.all([gateway?.stop(), provider?.close(), server?.close()]);
});

const recorded = async (app: string): Promise<CallRow[]> =>
  (await gateway.attempts())
    .filter((row) => row.app === app)
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs || a.n - b.n);

const USAGE = { inputTokens: 12, outputTokens: 34, cacheReadInputTokens: 5 };
const WHOLE = { outcome: 'ok', status: 200, phase: null, stream: false, stopReason: 'end_turn', usage: USAGE };
const STREAM = { ...WHOLE, stream: true, ttftMs: expect.any(Number) };
const STOPPED = { outcome: 'cancelled', status: 200, phase: null, stream: true, usage: { inputTokens: 12 } };
const MIDSTREAM = {
  outcome: 'overloaded',
  status: 200,
  phase: 'mid_stream',
  errorType: 'overloaded_error',
  errorMessage: 'Overloaded',
};

/** What has to be on record of each exchange. */
const ON_RECORD: Record<string, object> = {
  json: WHOLE,
  text: WHOLE,
  bytes: WHOLE,
  copied: WHOLE,
  stream: STREAM,
  decoded: STREAM,
  passed: STREAM,
  midstream: MIDSTREAM,
  limited: { outcome: 'rate_limited', status: 429, errorType: 'rate_limit_error', retryAfterMs: 7000 },
  unread: { outcome: 'overloaded', status: 529, errorType: 'overloaded_error' },
  cut: { outcome: 'truncated', status: 200, phase: 'mid_stream' },
  left: STOPPED,
  aborted: STOPPED,
  late: { outcome: 'timeout', status: null },
  gone: { outcome: 'network_error', status: null },
};

describe.each(RUNTIMES)('the reporter on $name', (wanted) => {
  let runtime: Runtime | string;
  let project: Project;

  beforeAll(async () => {
    runtime = await findRuntime(wanted);
    if (typeof runtime === 'string') return console.warn(`Skipped: ${runtime}`);
    project = await projectWith(runtime, server.url);
    project.write('exchanges.mjs', await asJavaScript('exchanges.ts'));
    project.write('sdk-calls.mjs', await asJavaScript('sdk-calls.ts'));
  }, INSTALL_WITHIN_MS);
  afterAll(() => project?.remove());

  const need = (context: TestContext) => typeof runtime === 'string' && context.skip(runtime);
  /** Runs the lines in a file of their own; resolves with what they printed. */
  const runLines = async (file: string, lines: string): Promise<string> => {
    const load = file.endsWith('.cjs')
      ? `const reporter = require('${project.specifier('cjs')}');`
      : `import * as reporter from '${project.specifier('js')}';`;
    const options = JSON.stringify({ url: gateway.url, token: TOKEN, app: appOf(file) });
    project.write(
      file,
      `${load}
      const trouble = [];
      const options = { ...${options}, onTrouble: (message) => trouble.push(message) };
      const url = '${provider.url}';
      ${lines}`,
    );
    return (await project.run(file, file.startsWith('sdk') ? wanted.sdkArgs : [])).stdout;
  };
  const appOf = (file: string) => `${wanted.name} ${file}`;

  it.for(['all.mjs', 'all.cjs'])('leaves every call as it is, and tells of it, from %s', async (file, context) => {
    need(context);
    const printed = await runLines(
      file,
      `import('./exchanges.mjs').then(async ({ exchangeAll }) => {
        const plain = await exchangeAll(fetch, url, '${goneUrl}');
        const own = await exchangeAll(reporter.report(fetch, options), url, '${goneUrl}');
        const done = await reporter.flush();
        console.log(JSON.stringify({ plain, own, done, trouble, stats: reporter.createReporter(options).stats() }));
      });`,
    );
    const { plain, own, ...rest } = JSON.parse(printed) as Record<'plain' | 'own', Record<string, Seen>>;
    const models = Object.keys(ON_RECORD);
    expect(rest).toEqual({
      done: true,
      trouble: [],
      stats: { queued: 0, sent: models.length, dropped: 0, refused: 0 },
    });

    expect(Object.keys(own)).toEqual(models);
    for (const model of models) {
      const { body = '', requestId, ...seen } = own[model] as Seen;
      const { body: plainBody = '', requestId: plainId, ...plainSeen } = plain[model] as Seen;
      expect([model, seen]).toEqual([model, plainSeen]);
      expect(requestId === undefined).toBe(plainId === undefined);
      // Of what was cut off, a runtime may lose the last part; not so of what it left to us to end.
      if (model === 'cut') expect(bodyOf(model).startsWith(body)).toBe(true);
      else expect(body).toBe(plainBody);
      if (seen.error === undefined && model !== 'unread') expect(body).toBe(bodyOf(model));
    }

    const rows = await recorded(appOf(file));
    expect(rows.map(({ model }) => model).toSorted()).toEqual(models.toSorted());
    for (const row of rows) {
      const requestId =
        own[row.model ?? '']?.requestId ?? (row.status === null ? null : expect.stringMatching(/^req_/));
      const wantedRow = {
        model: row.model,
        source: 'report',
        provider: 'anthropic',
        endpoint: '/v1/messages',
        requestId,
      };
      expect(row).toMatchObject({ ...wantedRow, ...ON_RECORD[row.model ?? ''] });
    }
  });

  it.for(['end.mjs', 'end.cjs'])('sends its last report before the program ends, from %s', async (file, context) => {
    need(context);
    const printed = await runLines(
      file,
      `reporter.report(fetch, options)(url + '/v1/messages', { method: 'POST', body: '{"model":"json"}' })
        .then((response) => response.json())
        .then((message) => console.log(message.model));`,
    );
    expect(printed.trim()).toBe('json');
    expect(await recorded(appOf(file))).toMatchObject([WHOLE]);
  });

  it('sends while the program goes on', async (context) => {
    need(context);
    const printed = await runLines(
      'on.mjs',
      `const own = reporter.createReporter({ ...options, intervalMs: 20 });
      await (await own.fetch(fetch)(url + '/v1/messages', { method: 'POST', body: '{"model":"json"}' })).text();
      while (own.stats().sent === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      console.log('sent');`,
    );
    expect(printed.trim()).toBe('sent');
    expect(await recorded(appOf('on.mjs'))).toMatchObject([WHOLE]);
  });

  it('lets a program end whose receiver is gone', async (context) => {
    need(context);
    const printed = await runLines(
      'gone.mjs',
      `const own = reporter.report(fetch, { ...options, url: '${goneUrl}' });
      const response = await own(url + '/v1/messages', { method: 'POST', body: '{"model":"json"}' });
      console.log((await response.json()).model);`,
    );
    expect(printed.trim()).toBe('json');
  });

  it('runs what /connect shows, as it stands there', async (context) => {
    need(context);
    const missing = await project.addSdk();
    if (missing) context.skip(missing);
    const place = { gatewayUrl: gateway.url, dashboardUrl: server.url, hasToken: true };
    const [snippet] = reportSnippets(place, wanted.installer);
    const ask = { model: wanted.name, max_tokens: 64, messages: [{ role: 'user', content: 'Hi' }] };
    // Where TypeScript is at home, as TypeScript.
    const file = wanted.installer === 'npm' ? 'pasted.mjs' : 'pasted.ts';
    project.write(file, `${snippet?.code}\nconsole.log((await client.messages.create(${JSON.stringify(ask)})).model);`);
    const env = { ANTHROPIC_BASE_URL: provider.url, ANTHROPIC_API_KEY: 'sk-ant-fake', WEIR_REPORT_TOKEN: TOKEN };
    const { stdout } = await project.run(file, wanted.sdkArgs, env);
    expect(stdout.trim()).toBe(wanted.name);
    const rows = (await recorded('my-app')).filter(({ model }) => model === wanted.name);
    expect(rows).toMatchObject([{ ...WHOLE, client: 'anthropic-typescript' }]);
  });

  it('tells of the calls of the real SDK', async (context) => {
    need(context);
    const missing = await project.addSdk();
    if (missing) context.skip(missing);
    const printed = await runLines(
      'sdk.mjs',
      `import Anthropic from '${project.sdkSpecifier}';
      import { callAll } from './sdk-calls.mjs';
      const got = await callAll(Anthropic, reporter, options, url);
      await reporter.flush();
      console.log(JSON.stringify(got));`,
    );
    const got = JSON.parse(printed) as Record<string, Got>;
    const answered = { text: TEXT, inputTokens: 12, outputTokens: 34, requestId: expect.stringMatching(/^req_/) };
    expect(got).toMatchObject({
      json: answered,
      text: answered,
      retried: answered,
      stream: answered,
      midstream: { error: { name: 'APIError', type: 'overloaded_error' } },
      aborted: { error: { name: 'APIUserAbortError' } },
    });
    const rows = await recorded(appOf('sdk.mjs'));
    const sdk = { client: 'anthropic-typescript', clientVersion: project.sdkVersion };
    const overload = { ...sdk, model: 'retried', outcome: 'overloaded', status: 529, final: false };
    expect(rows).toMatchObject([
      { ...sdk, ...WHOLE, model: 'json', requestId: got.json?.requestId },
      { ...sdk, ...WHOLE, model: 'text', requestId: got.text?.requestId },
      { ...overload, n: 1, cause: 'first' },
      { ...overload, n: 2, cause: 'client_retry' },
      { ...sdk, ...WHOLE, model: 'retried', n: 3, retryCount: 2, requestId: got.retried?.requestId },
      { ...sdk, ...STREAM, model: 'stream', requestId: got.stream?.requestId },
      { ...sdk, ...MIDSTREAM, model: 'midstream' },
      { ...sdk, ...STOPPED, model: 'aborted' },
    ]);
    expect(new Set(rows.slice(2, 5).map(({ callId }) => callId)).size).toBe(1);
  });
});
