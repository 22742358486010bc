import { type AddressInfo, createServer, type Socket } from 'node:net';
import { CLOSING_EVENTS, deltaEvent, JSON_BODY, OPENING_EVENTS, RESPONSE_HEADERS, STREAM } from './payloads.ts';
import { requestReader } from './request-reader.ts';

/**
 * An upstream that answers from memory, on plain sockets so that it is never the slowest part.
 * `node bench/servers/memory-upstream.ts json|stream|paced [EVENTS] [INTERVAL_MS]`; sends `{ type: 'listening', port }`.
 * `stream`: 100 events, each an HTTP chunk, in ten writes. `paced`: one event every interval, with the time of its writing inside;
 * a target that ends in `?warm-up` gets the other kind of stream.
 */
const [mode = 'json', events = '100', intervalMs = '100'] = process.argv.slice(2);
const WRITES = 10;

function head(extra: string[]): string {
  const fields = RESPONSE_HEADERS.map(([name, value]) => `${name}: ${value}`);
  return ['HTTP/1.1 200 OK', ...extra, ...fields, '', ''].join('\r\n');
}

const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const STREAM_HEAD = head(['content-type: text/event-stream; charset=utf-8', 'transfer-encoding: chunked']);
const LAST_CHUNK = '0\r\n\r\n';

const JSON_ANSWER = Buffer.from(
  head(['content-type: application/json', `content-length: ${JSON_BODY.length}`]) + JSON_BODY,
);
const STREAM_ANSWER = Array.from({ length: WRITES }, (_, i) => {
  const size = STREAM.length / WRITES;
  const chunks = STREAM.slice(i * size, (i + 1) * size).map(chunk);
  return Buffer.from([i === 0 ? STREAM_HEAD : '', ...chunks, i === WRITES - 1 ? LAST_CHUNK : ''].join(''));
});

function answerStream(socket: Socket): void {
  const writeFrom = (i: number) => {
    const bytes = STREAM_ANSWER[i];
    if (!bytes || socket.destroyed) return;
    socket.write(bytes);
    setImmediate(writeFrom, i + 1);
  };
  writeFrom(0);
}

const ANSWER: Record<string, (socket: Socket) => void> = {
  json: (socket) => void socket.write(JSON_ANSWER),
  stream: answerStream,
  paced: (socket) => {
    let left = Number(events);
    socket.write(STREAM_HEAD + OPENING_EVENTS.map(chunk).join(''));
    const timer = setInterval(() => {
      if (left-- > 0) return void socket.write(chunk(deltaEvent(`t=${process.hrtime.bigint()};`)));
      clearInterval(timer);
      socket.write(CLOSING_EVENTS.map(chunk).join('') + LAST_CHUNK);
    }, Number(intervalMs));
    socket.once('close', () => clearInterval(timer));
  },
};

const answer = ANSWER[mode];
if (!answer) throw new Error(`no mode ${mode}; there are ${Object.keys(ANSWER).join(', ')}`);

const server = createServer({ noDelay: true }, (socket) => {
  const reader = requestReader();
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    for (const target of reader.push(bytes)) (target.endsWith('?warm-up') ? answerStream : answer)(socket);
  });
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  process.send?.({ type: 'listening', port: (server.address() as AddressInfo).port });
});
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
