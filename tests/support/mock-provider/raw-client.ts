import { connect } from 'node:net';

/** Everything that came back over one connection, byte for byte, and how it ended. */
export interface RawResult {
  bytes: Buffer;
  text: string;
  /** The pieces in which the bytes arrived. */
  pieces: Buffer[];
  /** `null`: the other side closed in order; `ECONNRESET` for a reset. */
  errorCode: string | null;
}

/** Sends bytes as they are over a new connection and collects what comes until the other side closes it. */
export function rawExchange(port: number, request: string | Uint8Array, host = '127.0.0.1'): Promise<RawResult> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let errorCode: string | null = null;
    const socket = connect(port, host, () => socket.write(request));
    socket.setNoDelay(true);
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      errorCode = error.code ?? error.message;
    });
    socket.on('close', () => {
      const bytes = Buffer.concat(pieces);
      resolve({ bytes, text: bytes.toString('utf8'), pieces, errorCode });
    });
  });
}

/** The text of a request; the connection closes after the answer unless headers say otherwise. */
export function rawRequest(
  method: string,
  target: string,
  options: { headers?: string[]; body?: string; keepAlive?: boolean } = {},
): string {
  const { headers = [], body = '', keepAlive = false } = options;
  const own = [
    'host: mock',
    ...(keepAlive ? [] : ['connection: close']),
    ...(body === '' ? [] : [`content-length: ${Buffer.byteLength(body)}`]),
  ];
  return `${method} ${target} HTTP/1.1\r\n${[...own, ...headers].join('\r\n')}\r\n\r\n${body}`;
}
