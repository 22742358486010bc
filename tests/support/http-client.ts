import { Agent, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';

export interface SendOptions {
  method?: string;
  /** The request target, sent as it is. */
  path?: string;
  /** A record, or names and values in turn, which keeps repetition, order and case. */
  headers?: OutgoingHttpHeaders | string[];
  body?: string | Uint8Array | Readable;
  agent?: Agent;
}

export interface Received {
  status: number;
  statusText: string;
  /** Name, value, name, value, as on the wire. */
  rawHeaders: string[];
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  rawTrailers: string[];
  informational: { status: number; headers: Record<string, unknown> }[];
  /** The response ended before it was whole. */
  broken: boolean;
}

/** A response whose body has not been read yet. */
export interface Opened {
  response: IncomingMessage;
  informational: Received['informational'];
  /** Closes the connection. */
  leave(): void;
}

/** Generous: reached only when something is wrong, on a busy machine too. */
const DEADLINE_MS = 20_000;

const single = new Agent({ keepAlive: false });

/** Sends a request; resolves with the head of its response. Nothing is read of the body. */
export function open(url: string, options: SendOptions = {}): Promise<Opened> {
  const { hostname, port } = new URL(url);
  const { method = 'GET', path = '/', headers = {}, body, agent = single } = options;
  const informational: Received['informational'] = [];
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method, path, headers: headers as OutgoingHttpHeaders, agent });
    request.on('information', (info) => informational.push({ status: info.statusCode, headers: info.headers }));
    request.on('response', (response) => resolve({ response, informational, leave: () => request.destroy() }));
    request.on('error', reject);
    if (body === undefined) request.end();
    else if (typeof body === 'string' || body instanceof Uint8Array) request.end(body);
    else body.pipe(request);
  });
}

/** Reads the rest of a response, whole or broken. */
export async function readAll({ response, informational }: Opened): Promise<Received> {
  const chunks: Buffer[] = [];
  let broken = false;
  try {
    for await (const chunk of response) chunks.push(chunk as Buffer);
  } catch {
    broken = true;
  }
  return {
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? '',
    rawHeaders: response.rawHeaders,
    headers: response.headers,
    body: Buffer.concat(chunks),
    rawTrailers: response.rawTrailers,
    informational,
    broken: broken || !response.complete,
  };
}

/** Sends a request and reads the whole response. */
export async function send(url: string, options: SendOptions = {}): Promise<Received> {
  return readAll(await open(url, options));
}

/** Posts JSON to `/v1/messages`. */
export function postMessage(url: string, body: object = {}, headers: Record<string, string> = {}): Promise<Received> {
  return send(url, messageRequest(body, headers));
}

/** What `postMessage` sends. */
export function messageRequest(body: object = {}, headers: Record<string, string> = {}): SendOptions {
  return {
    method: 'POST',
    path: '/v1/messages',
    headers: { 'content-type': 'application/json', 'x-api-key': 'sk-ant-test', ...headers },
    body: JSON.stringify({ model: 'claude-sonnet-5', max_tokens: 64, messages: [], ...body }),
  };
}

/** A bare connection, for bytes that no HTTP client would send. */
export class RawConnection {
  readonly socket: Socket;
  private text = '';
  private readonly watchers = new Set<() => void>();
  ended = false;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.setEncoding('latin1');
    this.socket.on('data', (data) => {
      this.text += data;
      this.changed();
    });
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.ended = true;
      this.changed();
    });
  }

  get received(): string {
    return this.text;
  }

  write(bytes: string | Uint8Array): void {
    this.socket.write(bytes as string, 'latin1');
  }

  /** Sends, and resolves when the bytes have left: with why, if they could not. */
  sent(bytes: Uint8Array): Promise<Error | null> {
    return new Promise((resolve) => this.socket.write(bytes, (error) => resolve(error ?? null)));
  }

  /** Resolves with all that came once it holds; rejects after `deadlineMs`. */
  until(holds: (received: string) => boolean, deadlineMs = DEADLINE_MS): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!holds(this.text)) return;
        clearTimeout(timer);
        this.watchers.delete(look);
        resolve(this.text);
      };
      const timer = setTimeout(() => reject(new Error(`waited in vain; received: ${this.text}`)), deadlineMs);
      this.watchers.add(look);
      look();
    });
  }

  /** Resolves with all that came once the connection is closed. */
  async untilClosed(deadlineMs = DEADLINE_MS): Promise<string> {
    await this.until(() => this.ended, deadlineMs);
    return this.text;
  }

  close(): void {
    this.socket.destroy();
  }

  private changed(): void {
    for (const watch of [...this.watchers]) watch();
  }
}

/** Sends bytes, and gives what comes back until the other side closes. */
export async function sendRaw(port: number, bytes: string): Promise<string> {
  const connection = new RawConnection(port);
  connection.write(bytes);
  return connection.untilClosed();
}
