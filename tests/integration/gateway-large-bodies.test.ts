import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { until } from '../support/gateway.ts';
import { RawConnection, send } from '../support/http-client.ts';
import { limitedGateway } from '../support/limited-gateway.ts';

const MB = 1024 ** 2;

const doors = limitedGateway();

describe('bodies over the limit', () => {
  it('are refused before they are sent, when they say how long they are', async () => {
    const head = `POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${4 * MB + 1}\r\nExpect: 100-continue\r\n\r\n`;
    const connection = new RawConnection(doors.gateway.port);
    connection.write(head);
    const text = await connection.until((received) => received.includes('}'));
    expect(text).toContain('HTTP/1.1 413 ');
    expect(text).not.toContain('100 Continue');
    expect(text).toContain('x-weir-error: body_too_large');
    connection.close();
    await doors.expectUntouched();
  });

  it('are refused while a client sends on regardless, which still gets to read the answer', async () => {
    const received = await new Promise<{ status?: number; text: string }>((resolve, reject) => {
      const request = httpRequest(
        { port: doors.gateway.port, path: '/v1/messages', method: 'POST', headers: { 'content-length': 30 * MB } },
        (response) => {
          let text = '';
          response.on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () => resolve({ status: response.statusCode, text }));
        },
      );
      request.on('error', reject);
      request.write(Buffer.alloc(20 * MB));
    });
    expect(received.status).toBe(413);
    expect(JSON.parse(received.text)).toMatchObject({ error: { type: 'request_too_large' } });
    await doors.expectUntouched();
  });

  it('are refused while a client that will not use the connection again sends on regardless', async () => {
    const connection = new RawConnection(doors.gateway.port);
    const head = `POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${9 * MB}\r\n\r\n`;
    connection.write(head);
    const troubles: (Error | null)[] = [];
    await connection.until((received) => received.includes('}'));
    for (let i = 0; i < 9; i++) troubles.push(await connection.sent(Buffer.alloc(MB)));
    expect(troubles).toEqual(Array.from({ length: 9 }, () => null));
    const text = await connection.untilClosed();
    expect(text).toContain('HTTP/1.1 413 ');
    await doors.expectUntouched();
  });

  it('are cut off when they do not say, and the provider is left', async () => {
    const connection = new RawConnection(doors.gateway.port);
    connection.write('POST /v1/files HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n');
    for (let i = 0; i < 5; i++) connection.write(`100000\r\n${'x'.repeat(MB)}\r\n`);
    const text = await connection.until((received) => received.includes('}'));
    expect(text).toContain('HTTP/1.1 413 ');
    connection.close();
    await doors.provider.until(({ open }) => open === 0);
    const rows = await doors.gateway.untilAttempts(1, (all) => all.some((row) => row.errorType === 'body_too_large'));
    expect(rows.find((row) => row.errorType === 'body_too_large')).toMatchObject({
      outcome: 'cancelled',
      status: null,
    });
  });

  it('exactly at the limit pass', async () => {
    const body = Buffer.alloc(4 * MB);
    expect(
      (
        await send(doors.gateway.url, {
          method: 'POST',
          path: '/v1/files',
          headers: { 'content-length': body.length },
          body,
        })
      ).status,
    ).toBe(200);
  });

  it('that stop coming are given up', async () => {
    const connection = new RawConnection(doors.gateway.port);
    connection.write('POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"model":');
    const text = await connection.until((received) => received.includes('}'));
    expect(text).toContain('HTTP/1.1 408 ');
    expect(text).toContain('x-weir-error: request_timeout');
    connection.close();
    await doors.expectUntouched();
  });

  it('with broken chunks end the connection and are not the provider’s failure', async () => {
    const connection = new RawConnection(doors.gateway.port);
    connection.write(
      'POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nZZ\r\n',
    );
    const text = await connection.untilClosed();
    expect(text).toContain('HTTP/1.1 400 ');
    await until(
      () => fetch(`${doors.gateway.url}/healthz`).then((response) => response.json()),
      (health) => health.openCalls === 0,
    );
    await doors.expectUntouched();
  });
});
