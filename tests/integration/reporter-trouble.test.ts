import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReporter, report, reportAttempt } from '../../lib/reporter/index.ts';
import { until } from '../support/gateway.ts';
import { type MockProvider, overloaded, startMockProvider, streamMessage } from '../support/mock-provider/index.ts';
import { type ReceiverAnswer, type ReportReceiver, startReportReceiver } from '../support/report-receiver.ts';

const PARAMS = { model: 'claude-sonnet-5', max_tokens: 64, messages: [{ role: 'user' as const, content: 'Hi' }] };
const BIG = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => (i * 7919) % 251));

let provider: MockProvider;
let receiver: ReportReceiver;
let made = 0;
/** A reporter of its own for each test. */
const options = (more: object = {}) => ({
  url: receiver.url,
  app: `shop-${++made}`,
  intervalMs: 5,
  onTrouble: () => {},
  ...more,
});

/** What was told under one name: others may still be sending what failed before. */
const told = (app: string) => receiver.attempts.filter((attempt) => attempt.app === app);

beforeAll(async () => {
  provider = await startMockProvider();
  receiver = await startReportReceiver();
});
afterAll(async () => {
  await receiver.close();
  await provider.close();
});

describe.each<ReceiverAnswer>([401, 413, 500, 503, 'silence', 'reset'])('a receiver that answers %s', (answer) => {
  it('is nothing that a call would feel, nor a reason to hold more than the queue', async () => {
    receiver.answer = answer;
    const own = options({ maxQueue: 20, batchSize: 5 });
    const sdk = new Anthropic({ baseURL: provider.url, apiKey: 'k', fetch: report(fetch, own), maxRetries: 0 });
    for (let i = 0; i < 30; i++) {
      if (i % 3 === 2) {
        provider.script(overloaded());
        await expect(sdk.messages.create(PARAMS)).rejects.toMatchObject({ status: 529 });
      } else if (i % 3 === 1) await sdk.messages.stream(PARAMS).finalMessage();
      else expect((await sdk.messages.create(PARAMS)).stop_reason).toBe('end_turn');
    }
    const { queued, dropped, refused } = createReporter(own).stats();
    expect(queued).toBeLessThanOrEqual(20);
    // A batch may be under way just now.
    expect(queued + dropped + refused).toBeGreaterThanOrEqual(25);
    if (answer === 'silence') return;
    receiver.answer = 200;
    expect(await createReporter(own).flush()).toBe(true);
    expect(createReporter(own).stats()).toMatchObject({ queued: 0 });
  });
});

it('a receiver that is not there is nothing that a call would feel', async () => {
  const gone = await startReportReceiver();
  await gone.close();
  const own = options({ url: gone.url });
  const init = { method: 'POST', body: JSON.stringify(PARAMS) };
  const response = await report(fetch, own)(`${provider.url}/v1/messages`, init);
  expect(response.status).toBe(200);
  await response.text();
  expect(await createReporter(own).flush()).toBe(false);
  expect(createReporter(own).stats()).toMatchObject({ queued: 1, sent: 0 });
});

describe('a reported fetch', () => {
  it('passes bytes as they came, through every way to read them', async () => {
    receiver.answer = 200;
    const own = report(fetch, options());
    const answer = { headers: { 'content-type': 'application/octet-stream' }, body: BIG };
    provider.script(answer, answer, answer, answer);
    expect(Buffer.from(await (await own(provider.url)).arrayBuffer()).equals(BIG)).toBe(true);
    const parts: Uint8Array[] = [];
    const response = await own(new URL(provider.url));
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) parts.push(part);
    expect(Buffer.concat(parts).equals(BIG)).toBe(true);
    expect(response.bodyUsed).toBe(true);
    const copied = await own(new Request(provider.url));
    const [one, other] = await Promise.all([copied.clone().arrayBuffer(), copied.arrayBuffer()]);
    expect([Buffer.from(one).equals(BIG), Buffer.from(other).equals(BIG)]).toEqual([true, true]);
    const passedOn = new Response((await own(provider.url)).body);
    expect(Buffer.from(await passedOn.arrayBuffer()).equals(BIG)).toBe(true);
  });

  it('reads no faster than the application: a provider can send only what the sockets hold', async () => {
    const own = report(fetch, options());
    const piece = Buffer.alloc(65_536);
    function* endless() {
      for (;;) yield piece;
    }
    provider.script({ headers: { 'content-type': 'text/event-stream' }, body: endless });
    const response = await own(provider.url);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    const sent = () => provider.requests.at(-1)?.responseBytes ?? 0;
    let before = -1;
    // Comes to rest as soon as the buffers on the way are full.
    await until(
      async () => {
        const was = before;
        before = sent();
        await new Promise((resolve) => setTimeout(resolve, 100));
        return was === sent();
      },
      (isStill) => isStill,
    );
    expect(sent()).toBeLessThan(64_000_000);
    await reader.cancel();
    await provider.until(({ open }) => open === 0);
  });

  it('rejects with the very error that fetch rejects with', async () => {
    const failure = new TypeError('mine');
    const own = report(() => Promise.reject(failure), options());
    await expect(own()).rejects.toBe(failure);
    const abort = AbortSignal.abort('my reason');
    await expect(report(fetch, options())(provider.url, { signal: abort })).rejects.toBe('my reason');
  });

  it('throws what a fetch throws that does not even give a promise', () => {
    const own = report(() => {
      throw new RangeError('at once');
    }, options());
    expect(() => own()).toThrow(RangeError);
  });

  it('takes what is no address, as fetch does', async () => {
    const own = report(fetch, options());
    await expect(own('no address')).rejects.toThrow(TypeError);
  });

  it('lets a body go that nobody reads, and tells of it', async () => {
    const own = options();
    provider.script(streamMessage({ stopAfter: 3, ending: 'hang' }));
    const response = await report(fetch, own)(`${provider.url}/v1/messages`, { method: 'POST', body: '{}' });
    await response.body?.cancel();
    await provider.until(({ open }) => open === 0);
    await createReporter(own).flush();
    expect(told(own.app)).toMatchObject([{ outcome: 'cancelled', status: 200 }]);
  });
});

it('nothing of prompt, completion or key is sent', async () => {
  const own = options();
  const secret = 'the-secret-of-the-prompt';
  const sdk = new Anthropic({ baseURL: provider.url, apiKey: 'sk-ant-secret-key', fetch: report(fetch, own) });
  provider.script(streamMessage({ text: 'the-secret-of-the-answer' }));
  await sdk.messages
    .stream({ ...PARAMS, system: secret, messages: [{ role: 'user', content: secret }] })
    .finalMessage();
  await createReporter(own).flush();
  expect(told(own.app)).toHaveLength(1);
  expect(JSON.stringify(told(own.app))).not.toMatch(/secret/);
});

it('attempts are reported by hand', async () => {
  const own = options();
  reportAttempt({ durationMs: 12, status: 529, errorType: 'overloaded_error' }, own);
  reportAttempt({ id: 'mine', durationMs: 1 });
  reportAttempt({
    get durationMs(): number {
      throw new Error('odd');
    },
  });
  expect(await createReporter(own).flush()).toBe(true);
  expect(told(own.app)).toMatchObject([{ durationMs: 12, status: 529, errorType: 'overloaded_error' }, { id: 'mine' }]);
});
