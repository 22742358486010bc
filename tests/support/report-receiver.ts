import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What a batch is answered with: a status, nothing at all, or a reset. */
export type ReceiverAnswer = number | 'silence' | 'reset';

export interface ReportReceiver {
  url: string;
  /** Every attempt that was received, also those that were not accepted. */
  attempts: Record<string, unknown>[];
  /** Batches received. */
  batches: number;
  answer: ReceiverAnswer;
  close(): Promise<void>;
}

/** Stands in for the gateway, to be in trouble at will. */
export async function startReportReceiver(answer: ReceiverAnswer = 200): Promise<ReportReceiver> {
  const sockets = new Set<Socket>();
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    receiver.batches++;
    receiver.attempts.push(...JSON.parse(Buffer.concat(parts).toString()).attempts);
    reply(response, receiver.answer);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: ReportReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    attempts: [],
    batches: 0,
    answer,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}

function reply(response: ServerResponse, answer: ReceiverAnswer): void {
  if (answer === 'silence') return;
  if (answer === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(answer, { 'content-type': 'application/json' });
  response.end(answer === 200 ? '{"accepted":1,"duplicates":0,"rejected":[]}' : '{"error":{}}');
}
