import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BodyBudget, receiveBody } from '../../../lib/gateway/report-body.ts';

const MB = 1024 ** 2;

function aRequest(): PassThrough & IncomingMessage {
  return new PassThrough({ highWaterMark: 100 * MB }) as unknown as PassThrough & IncomingMessage;
}

describe('receiving a report', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('gives the whole body in a buffer of its own, and its place back when it is done', async () => {
    const budget = new BodyBudget();
    const request = aRequest();
    const received = receiveBody(request, budget);
    request.write('hello ');
    request.end('there');
    const body = await received;
    if (!body || 'status' in body) throw new Error('it was refused');
    expect(Buffer.from(body.buffer).toString()).toBe('hello there');
    expect(budget).toEqual({ bodies: 1, bytes: 11 });
    body.done();
    expect(budget).toEqual({ bodies: 0, bytes: 0 });
  });

  it('refuses more than 16 MB, whatever was announced', async () => {
    const budget = new BodyBudget();
    const request = aRequest();
    const received = receiveBody(request, budget);
    request.write(Buffer.alloc(16 * MB));
    request.end('x');
    expect(await received).toMatchObject({ status: 413 });
    expect(budget).toEqual({ bodies: 0, bytes: 0 });
  });

  it('refuses what does not come to its end in time', async () => {
    const budget = new BodyBudget();
    const request = aRequest();
    const received = receiveBody(request, budget);
    request.write('x');
    vi.advanceTimersByTime(30_000);
    expect(await received).toMatchObject({ status: 408 });
    expect(budget.bodies).toBe(0);
  });

  it('forgets a body whose client has gone', async () => {
    const budget = new BodyBudget();
    const request = aRequest();
    const received = receiveBody(request, budget);
    request.destroy();
    expect(await received).toBeNull();
    expect(budget.bodies).toBe(0);
  });

  it('takes 32 at once and no more, and says when to come again', async () => {
    const budget = new BodyBudget();
    const requests = Array.from({ length: 32 }, aRequest);
    const received = requests.map((request) => receiveBody(request, budget));
    expect(await receiveBody(aRequest(), budget)).toMatchObject({ status: 503, retryAfterMs: 1000 });
    requests[0]?.destroy();
    await received[0];
    const next = aRequest();
    const taken = receiveBody(next, budget);
    next.end('x');
    expect(await taken).toMatchObject({ done: expect.any(Function) });
  });

  it('takes 64 MB in all and no more', async () => {
    const budget = new BodyBudget();
    const requests = Array.from({ length: 5 }, aRequest);
    const received = requests.map((request) => receiveBody(request, budget));
    for (const request of requests) request.end(Buffer.alloc(15 * MB));
    const results = await Promise.all(received);
    expect(results.filter((result) => result && 'status' in result)).toMatchObject([{ status: 503 }]);
  });
});
