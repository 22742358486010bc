import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page, test } from '@playwright/test';
import { reporterFiles } from '../../scripts/lib/reporter.ts';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { encodeEvents, messageEvents, messageFacts, seededRandom } from '../support/mock-provider/index.ts';

const TOKEN = 'report-token-1';

const facts = messageFacts(
  { inputTokens: 12, outputTokens: 34 },
  { model: 'claude-sonnet-5', bodyBytes: 9 },
  seededRandom(1),
);
const STREAM = encodeEvents(messageEvents(facts)).join('');

let gateway: RunningGateway;
/** An application of another origin: its page, the reporter, and what it calls. */
let app: Server;
let origin: string;

test.beforeAll(async () => {
  gateway = await startGateway({ env: { WEIR_REPORT_TOKEN: TOKEN } });
  const files = await reporterFiles();
  const answers: Record<string, [type: string, body: string | undefined]> = {
    '/': ['text/html', '<!doctype html><title>App</title>'],
    '/reporter.js': ['text/javascript', files['index.js']],
    '/v1/messages': ['text/event-stream', STREAM],
  };
  app = createServer((request, response) => {
    const [type, body] = answers[request.url ?? ''] ?? ['text/plain', ''];
    response.setHeader('content-type', type);
    response.end(body);
  }).listen(0, '127.0.0.1');
  await once(app, 'listening');
  origin = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
});
test.afterAll(async () => {
  app.closeAllConnections();
  app.close();
  await gateway.stop();
});

/** Reads one streamed message in the page; resolves with what the page got. */
function askInPage(page: Page, app: string, flushes: boolean): Promise<string> {
  return page.evaluate(
    async ({ url, token, app, flushes }) => {
      const { report, flush } = await import(`${location.origin}/reporter.js`);
      const own = report(fetch, { url, token, app });
      const body = JSON.stringify({ model: 'claude-sonnet-5', stream: true, messages: [] });
      const response: Response = await own('/v1/messages', { method: 'POST', body });
      let text = '';
      const decoded = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await decoded?.read(); part && !part.done; part = await decoded?.read()) text += part.value;
      if (flushes) await flush();
      return text;
    },
    { url: gateway.url, token: TOKEN, app, flushes },
  );
}

const WANTED = {
  source: 'report',
  outcome: 'ok',
  provider: 'anthropic',
  model: 'claude-sonnet-5',
  stream: true,
  usage: { inputTokens: 12, outputTokens: 34 },
};

test('a page of another origin reports its calls', async ({ page }) => {
  await page.goto(origin);
  expect(await askInPage(page, 'flushed', true)).toBe(STREAM);
  const rows = await gateway.untilAttempts(1);
  expect(rows.find(({ app }) => app === 'flushed')).toMatchObject(WANTED);
});

test('a page that is left sends what it still had', async ({ page }) => {
  await page.goto(origin);
  const before = (await gateway.attempts()).length;
  await askInPage(page, 'left', false);
  await page.goto('about:blank');
  const rows = await gateway.untilAttempts(before + 1);
  expect(rows.find(({ app }) => app === 'left')).toMatchObject(WANTED);
});
