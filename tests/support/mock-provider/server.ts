import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Reply, Scenario } from './answer.ts';
import { resolveReply } from './answer.ts';
import { type Clock, realClock } from './clock.ts';
import { defaultReply } from './default-reply.ts';
import { randomId, seededRandom } from './random.ts';
import { type ReceivedRequest, receive } from './received.ts';
import { respond } from './respond.ts';

export interface MockProviderOptions {
  /** 0, a free one, unless given. */
  port?: number;
  host?: string;
  /** For ids and shares; 1 unless given. */
  seed?: number;
  clock?: Clock;
  /** Asked for every request that the script leaves open. */
  scenario?: Scenario;
  /** How much of each request's body is kept; 1 MiB unless given. Length and hash are always of the whole. */
  keepBodyBytes?: number;
  /** How long an idle connection is kept; 5 s unless given. */
  keepAliveTimeoutMs?: number;
  /** How many requests are remembered, the newest; 100,000 unless given. */
  keepRequests?: number;
}

export interface MockProvider {
  url: string;
  port: number;
  /** Everything received so far, oldest first. */
  requests: ReceivedRequest[];
  /** Exchanges under way. */
  readonly open: number;
  readonly maxOpen: number;
  /** Connections open. */
  readonly connections: number;
  /** Connections ever accepted. */
  readonly connectionsTotal: number;
  /** Replies for the next requests, one each, before any scenario is asked; added to those still waiting. */
  script(...replies: Reply[]): void;
  /** The scenario for all requests that no script answers; `null`: the healthy default. */
  use(scenario: Scenario | null): void;
  /** Forgets script, scenario and requests. */
  reset(): void;
  /** Resolves as soon as the condition holds; rejects after `deadlineMs` of real time, 5 s unless given. */
  until(condition: (provider: MockProvider) => boolean, deadlineMs?: number): Promise<void>;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/** Starts a scriptable Claude API on a real socket. */
export async function startMockProvider(options: MockProviderOptions = {}): Promise<MockProvider> {
  const { clock = realClock, keepBodyBytes = 1024 ** 2, keepRequests = 100_000 } = options;
  const random = seededRandom(options.seed ?? 1);
  const startedAtMs = clock.now();
  const queue: Reply[] = [];
  let scenario = options.scenario ?? null;
  const sockets = new Set<Socket>();
  const watchers = new Set<() => void>();
  const closed = new AbortController();
  let count = 0;
  let open = 0;
  let maxOpen = 0;
  let connectionsTotal = 0;
  const changed = () => {
    for (const watch of watchers) watch();
  };

  async function handle(request: IncomingMessage, response: ServerResponse, expecting: boolean): Promise<void> {
    const beforeBody = () => {
      if (expecting && !response.headersSent) response.writeContinue();
    };
    const { received, end } = receive(request, { n: ++count, clock, keepBodyBytes, changed, beforeBody });
    provider.requests.push(received);
    if (provider.requests.length > keepRequests) provider.requests.shift();
    open += 1;
    maxOpen = Math.max(maxOpen, open);
    changed();
    const over = new AbortController();
    let ours = false;
    response.on('close', () => {
      received.clientGone = !ours && !closed.signal.aborted && !response.writableFinished;
      open -= 1;
      end();
      over.abort();
      changed();
    });
    const nowMs = clock.now();
    const context = { requestId: randomId('req', random), nowMs, elapsedMs: nowMs - startedAtMs, random };
    const reply = queue.shift() ?? scenario;
    const answer = (reply && (await resolveReply(reply, received, context))) ?? (await defaultReply(received, context));
    const closing = () => {
      ours = true;
    };
    if (!answer || over.signal.aborted) return;
    await respond(answer, { response, socket: request.socket, received, clock, signal: over.signal, closing, changed });
  }

  const server = createServer({
    // Of a mock, no limit of its own may get in the way of those under test.
    requestTimeout: 0,
    headersTimeout: 0,
    maxHeaderSize: 1024 ** 2,
    keepAliveTimeout: options.keepAliveTimeoutMs ?? 5000,
  });
  const serve = (expecting: boolean) => (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response, expecting).catch((error: unknown) => {
      process.emitWarning(`mock provider: ${error instanceof Error ? error.stack : String(error)}`);
      request.socket.destroy();
    });
  };
  server.on('request', serve(false));
  server.on('checkContinue', serve(true));
  server.on('connection', (socket) => {
    connectionsTotal += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      changed();
    });
    changed();
  });
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  const { address, port } = server.address() as AddressInfo;

  const provider: MockProvider = {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    port,
    requests: [],
    get open() {
      return open;
    },
    get maxOpen() {
      return maxOpen;
    },
    get connections() {
      return sockets.size;
    },
    get connectionsTotal() {
      return connectionsTotal;
    },
    script: (...replies) => void queue.push(...replies),
    use: (next) => {
      scenario = next;
    },
    reset: () => {
      queue.length = 0;
      scenario = null;
      provider.requests.length = 0;
      maxOpen = open;
    },
    until: (condition, deadlineMs = 5000) => waitUntil(() => condition(provider), deadlineMs, watchers, condition),
    close: async () => {
      closed.abort();
      const stopped = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await stopped;
    },
  };
  return provider;
}

function waitUntil(
  holds: () => boolean,
  deadlineMs: number,
  watchers: Set<() => void>,
  condition: (provider: MockProvider) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (holds()) return resolve();
    const stop = () => {
      clearTimeout(timer);
      watchers.delete(watch);
    };
    const watch = () => {
      if (!holds()) return;
      stop();
      resolve();
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`the mock provider waited ${deadlineMs} ms in vain for ${condition}`));
    }, deadlineMs);
    watchers.add(watch);
  });
}
