import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Dashboard } from '../../../lib/api/dashboard.ts';
import { type Exchange, handle } from '../../../lib/api/handle.ts';
import { RequestCounts } from '../../../lib/api/request-counts.ts';

const KEY = Symbol.for('weir.dashboard');
const holder = globalThis as { [KEY]?: unknown };

beforeEach(() => {
  const own: Partial<Dashboard> = {
    config: { host: '127.0.0.1', allowedHosts: [] } as unknown as Dashboard['config'],
    lock: { check: () => ({ kind: 'granted' }) } as unknown as Dashboard['lock'],
    requests: new RequestCounts(),
    closing: new AbortController().signal,
  };
  holder[KEY] = own;
});
afterEach(() => {
  delete holder[KEY];
});

async function pathGiven(params: unknown): Promise<Exchange['path']> {
  let path: Exchange['path'] = {};
  const route = handle('/api/test', async (exchange) => {
    path = exchange.path;
    return Response.json({});
  });
  const request = new Request('http://localhost/api/test', { headers: { host: 'localhost' } });
  const response = await route(request, { params: Promise.resolve(params) as never });
  expect(response.status).toBe(200);
  return path;
}

describe('the parts of a path', () => {
  test('are none where Next gives nothing', async () => {
    expect(await pathGiven(undefined)).toEqual({});
  });

  test('are those with one value', async () => {
    expect(await pathGiven({ id: 'call-1' })).toEqual({ id: 'call-1' });
    expect(await pathGiven({ path: ['no', 'such'] })).toEqual({});
  });
});
