import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, type Dispatcher } from 'undici';

/**
 * The least a proxy on node:http and undici can do: pass on, record nothing, retry nothing. What Weir costs above it is the price
 * of what Weir does. `node bench/bare-undici-proxy.ts UPSTREAM`; sends `{ type: 'listening', port }` to its parent.
 */
const upstream = process.argv[2] ?? 'http://127.0.0.1:9';
const agent = new Agent({ connections: 2048, pipelining: 1 });
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'proxy-connection',
]);

function kept(rawHeaders: readonly string[], withoutHost: boolean): string[] {
  const headers: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name, value] = [rawHeaders[i] ?? '', rawHeaders[i + 1] ?? ''];
    const lower = name.toLowerCase();
    if (!HOP_BY_HOP.has(lower) && !(withoutHost && lower === 'host')) headers.push(name, value);
  }
  return headers;
}

function rawHeadersOf(controller: Dispatcher.DispatchController): string[] {
  const { rawHeaders } = controller;
  return Array.isArray(rawHeaders) ? rawHeaders.map((part) => part.toString('latin1')) : [];
}

function forward(request: IncomingMessage, body: Buffer | null, response: ServerResponse): void {
  let control: Dispatcher.DispatchController | null = null;
  response.on('close', () => {
    if (!response.writableFinished) control?.abort(new Error('the client left'));
  });
  response.on('drain', () => control?.resume());
  agent.dispatch(
    {
      origin: upstream,
      path: request.url ?? '/',
      method: request.method ?? 'GET',
      headers: kept(request.rawHeaders, true),
      body,
    },
    {
      onRequestStart: (controller) => {
        control = controller;
      },
      onResponseStart: (controller, status) => {
        response.writeHead(status, kept(rawHeadersOf(controller), false));
      },
      onResponseData: (controller, chunk) => {
        if (!response.write(chunk)) controller.pause();
      },
      onResponseEnd: () => void response.end(),
      onResponseError: () => {
        if (response.headersSent) response.destroy();
        else response.writeHead(502).end();
      },
    },
  );
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => forward(request, chunks.length > 0 ? Buffer.concat(chunks) : null, response));
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ type: 'listening', port: (server.address() as AddressInfo).port });
});
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
