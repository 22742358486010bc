import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportSnippets } from '../../components/connect/report-snippets.ts';
import { ROOT } from '../../scripts/lib/settings.ts';
import { type RunningDashboard, startDashboard } from '../support/dashboard.ts';
import { type MockProvider, startMockProvider } from '../support/mock-provider/index.ts';
import { cachedPackage } from '../support/package-cache.ts';
import { type ReportReceiver, startReportReceiver } from '../support/report-receiver.ts';

const run = promisify(execFile);

let dashboard: RunningDashboard;
let provider: MockProvider;
let receiver: ReportReceiver;
/** An empty project with the reporter from the running dashboard. */
let project: string;

beforeAll(async () => {
  [dashboard, provider, receiver] = await Promise.all([
    // The tarball has to be there for npm, which has no session.
    startDashboard({ env: { WEIR_TOKEN: 'a-token-for-people' } }),
    startMockProvider(),
    startReportReceiver(),
  ]);
  project = mkdtempSync(join(tmpdir(), 'weir-project-'));
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  await run('npm', ['install', '--no-audit', '--no-fund', ALLOWED, `${dashboard.url}/reporter.tgz`], { cwd: project });
}, 600_000);
afterAll(async () => {
  if (project) rmSync(project, { recursive: true, force: true });
  await Promise.all([dashboard?.stop(), provider?.close(), receiver?.close()]);
});

/** What npm from 12 on wants to be told before it fetches from an address; those before do not mind. */
const ALLOWED = '--allow-remote=root';
const BODY = { model: 'claude-sonnet-5', max_tokens: 64, messages: [{ role: 'user', content: 'Hi' }] };

/** Makes one call and then has nothing left to do: the report has to be sent before the process ends. */
const program = (load: string, app: string) => `${load}
const own = report(fetch, { url: '${receiver.url}', app: '${app}' });
own('${provider.url}/v1/messages', { method: 'POST', body: ${JSON.stringify(JSON.stringify(BODY))} })
  .then((response) => response.json())
  .then((message) => process.stdout.write(message.model));
`;

describe('reporter.tgz from the running dashboard', () => {
  it('is told to be a tarball, and sent again only when it has changed', async () => {
    const response = await fetch(`${dashboard.url}/reporter.tgz`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/gzip');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(5000);
    const etag = response.headers.get('etag') ?? '';
    const again = await fetch(`${dashboard.url}/reporter.tgz`, { headers: { 'if-none-match': etag } });
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
  });

  // That of Node 18.0, of 22, and the newest.
  it.for(['8.6.0', '10.9.9', '12.2.0'])(
    'is installed by npm %s with the line of /connect',
    { timeout: 120_000 },
    async (version, context) => {
      const npm = await cachedPackage('npm', version).catch((error: Error) => context.skip(error.message));
      const folder = mkdtempSync(join(tmpdir(), 'weir-npm-'));
      writeFileSync(join(folder, 'package.json'), '{ "private": true }');
      const place = { gatewayUrl: '', dashboardUrl: dashboard.url, hasToken: false };
      const PATH = `${join(npm, '.bin')}${delimiter}${process.env.PATH}`;
      await run('sh', ['-c', reportSnippets(place)[0]?.install ?? ''], { cwd: folder, env: { ...process.env, PATH } });
      const installed = readFileSync(join(folder, 'node_modules', 'weir-reporter', 'package.json'), 'utf8');
      expect(JSON.parse(installed)).toMatchObject({ name: 'weir-reporter' });
      rmSync(folder, { recursive: true, force: true });
    },
  );

  it.each([
    ['app.mjs', "import { report } from 'weir-reporter';"],
    ['app.cjs', "const { report } = require('weir-reporter');"],
  ])('works from %s, and sends its last report before the process ends', async (file, load) => {
    writeFileSync(join(project, file), program(load, file));
    const { stdout } = await run(process.execPath, [file], { cwd: project });
    expect(stdout).toBe(BODY.model);
    expect(receiver.attempts.filter(({ app }) => app === file)).toMatchObject([
      { provider: 'anthropic', status: 200, model: BODY.model, endpoint: '/v1/messages', stopReason: 'end_turn' },
    ]);
  });

  it('lets a process end whose receiver is gone', async () => {
    const gone = await startReportReceiver();
    await gone.close();
    const text = program("import { report } from 'weir-reporter';", 'gone').replace(receiver.url, gone.url);
    writeFileSync(join(project, 'gone.mjs'), text);
    const { stdout, stderr } = await run(process.execPath, ['gone.mjs'], { cwd: project });
    expect(stdout).toBe(BODY.model);
    expect(stderr).toMatch(/^weir-reporter: .*\n$/);
  });

  it('has types for both', async () => {
    const text = `
      const own: typeof fetch = report(fetch, { url: 'http://127.0.0.1:5291', token: null, app: 'shop' });
      const reporter: Reporter = createReporter({ url: 'http://127.0.0.1:5291' });
      const done: Promise<boolean> = flush();
      reportAttempt({ durationMs: 1, status: 529 });
      // @ts-expect-error without an address
      report(fetch, {});
      export const all = [own, reporter.stats().dropped, done, reportMiddleware({ url: 'http://h' })];
    `;
    const names = 'createReporter, flush, report, reportAttempt, reportMiddleware, type Reporter';
    writeFileSync(join(project, 'types.mts'), `import { ${names} } from 'weir-reporter';${text}`);
    writeFileSync(join(project, 'types.cts'), `import { ${names} } from 'weir-reporter';${text}`);
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const flags = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022,dom'];
    await run(process.execPath, [tsc, ...flags, 'types.mts', 'types.cts'], { cwd: project }).catch((error) => {
      throw new Error(error.stdout);
    });
  });
});
