import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { download, nameFrom } from '../../../components/calls/download.ts';
import { fetchJson, RequestError, toRequestError } from '../../../components/data/api-client.ts';
import { apiQuery } from '../../../components/data/api-query.ts';
import { nextPath } from '../../../components/login/next-path.ts';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(handler: Parameters<typeof createServer>[1]): Promise<string> {
  server = createServer(handler);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('toRequestError', () => {
  it('takes code, message and field from the API’s errors', () => {
    const body = { error: { code: 'invalid_parameter', message: 'from is "x", but …', field: 'from' } };
    expect(toRequestError(400, body)).toMatchObject({ status: 400, code: 'invalid_parameter', field: 'from' });
  });

  it.each([null, 'text', {}, { error: null }, { error: { message: 5 } }])('makes something of %j', (body) => {
    expect(toRequestError(502, body).message).toContain('502');
  });
});

describe('fetchJson', () => {
  it('gives the answer, or the error as the server told it', async () => {
    const url = await serve((request, response) => {
      response.statusCode = request.url === '/bad' ? 400 : 200;
      response.end(request.url === '/bad' ? '{"error":{"code":"c","message":"m"}}' : '{"a":1}');
    });
    await expect(fetchJson(`${url}/good`)).resolves.toEqual({ a: 1 });
    await expect(fetchJson(`${url}/bad`)).rejects.toMatchObject({ name: 'RequestError', status: 400, message: 'm' });
  });

  it('says that nobody answers', async () => {
    const url = await serve((_request, response) => response.destroy());
    await expect(fetchJson(url)).rejects.toMatchObject({ status: 0, code: 'unreachable' });
  });

  it('lets an abort through as an abort', async () => {
    const url = await serve(() => undefined);
    await expect(fetchJson(url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('download', () => {
  it('reads everything, names it and counts its lines', async () => {
    const chunks = ['a,b\r\n', '1,2\r\n', '3,', '4\r\n'];
    const url = await serve((_request, response) => {
      response.setHeader('content-disposition', 'attachment; filename="weir-csv.csv"');
      response.setHeader('content-type', 'text/csv');
      for (const chunk of chunks) response.write(chunk);
      response.end();
    });
    const told: number[] = [];
    const file = await download(url, new AbortController().signal, ({ bytes }) => told.push(bytes));
    expect(file).toMatchObject({ name: 'weir-csv.csv', lines: 3 });
    await expect(file.content.text()).resolves.toBe(chunks.join(''));
    expect(file.content.type).toBe('text/csv');
    expect(told.length).toBeGreaterThan(0);
  });

  it('keeps a large file whole', async () => {
    const line = `${'x'.repeat(1023)}\n`;
    const url = await serve((_request, response) => response.end(line.repeat(20_000)));
    const file = await download(url, new AbortController().signal, () => undefined);
    expect(file.content.size).toBe(20_000 * 1024);
    expect(file.lines).toBe(20_000);
  });

  it('fails rather than save a part: when the stream breaks, when it is cancelled, when it is refused', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/refused') {
        response.statusCode = 400;
        return response.end('{"error":{"code":"c","message":"no"}}');
      }
      response.write('half\n');
      if (request.url === '/broken') setImmediate(() => response.destroy());
    });
    const controller = new AbortController();
    await expect(download(`${url}/refused`, controller.signal, () => undefined)).rejects.toBeInstanceOf(RequestError);
    await expect(download(`${url}/broken`, controller.signal, () => undefined)).rejects.toThrow();
    const cancelled = download(`${url}/endless`, controller.signal, () => controller.abort());
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('names and addresses', () => {
  it('takes a file name only as a name', () => {
    expect(nameFrom('attachment; filename="a.csv"')).toBe('a.csv');
    for (const header of [null, '', 'attachment', 'attachment; filename="../../etc/passwd"', 'attachment; filename=""'])
      expect(nameFrom(header)).toBe('weir-export.txt');
  });

  it('goes on to pages of this site alone', () => {
    expect(nextPath('/calls?outcome=ok')).toBe('/calls?outcome=ok');
    for (const next of [
      null,
      '',
      'calls',
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/login?next=/',
      '/a b',
    ])
      expect(nextPath(next)).toBe('/');
  });

  it('repeats filters, leaves out what is not set, and encodes', () => {
    const query = apiQuery(
      { from: 'now-6h', to: 'now', filters: { model: ['a&b', 'c'], app: [''] } },
      { limit: 5, search: '', cursor: undefined },
    );
    expect(query).toBe('from=now-6h&to=now&model=a%26b&model=c&app=&limit=5');
  });
});
