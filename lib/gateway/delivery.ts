import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** How long a client may go on sending a body that nobody wants, so that it gets to read our answer first. */
const LINGER_MS = 2000;
const NO_BYTES = Buffer.alloc(0);

/**
 * The client's side of a call: what is written here goes out at once, but for the end. The last byte of a body of
 * known length, or the end of a chunked one, waits for `end`; so a client that has everything knows it is on record.
 */
export class Delivery {
  private readonly request: IncomingMessage;
  private readonly response: ServerResponse;
  /** What the head promises, of a body that will be sent. */
  private promisedBytes: number | null = null;
  private sentBytes = 0;
  private last: Buffer | null = null;
  /** A head without a body is itself the end. */
  private bodiless = false;
  private wroteBody = false;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.response = response;
  }

  /** Whether a response of this status can carry its body in chunks, and so trailers. */
  chunks(status: number, length: number | null): boolean {
    const bodiless = this.request.method === 'HEAD' || status === 204 || status === 304;
    return !bodiless && length === null && this.request.httpVersion === '1.1';
  }

  /** Passes on a response before the response, such as 103. */
  inform(status: number, headers: OutgoingHttpHeaders): void {
    const { request, response } = this;
    if (request.httpVersion !== '1.1' || response.headersSent || response.destroyed || status < 102) return;
    try {
      response.writeInformation(status, headers);
    } catch {
      // Nothing that a client needs.
    }
  }

  /**
   * Writes the head. It leaves with the first bytes of the body, else at the end of this tick. `false`: the upstream
   * sent what may not be in a head.
   */
  begin(status: number, statusText: string, headers: string[], length: number | null): boolean {
    const { response } = this;
    response.sendDate = false;
    try {
      response.writeHead(status, statusText, headers);
    } catch {
      return false;
    }
    this.bodiless = this.request.method === 'HEAD' || status === 204 || status === 304 || length === 0;
    if (!this.bodiless) {
      this.promisedBytes = length;
      process.nextTick(flushHead, this);
    }
    return true;
  }

  /** Passes a piece of the body on. `false`: the client is slower than this; go on at `drain`. */
  write(chunk: Buffer): boolean {
    if (this.bodiless || chunk.length === 0) return true;
    const { promisedBytes } = this;
    if (promisedBytes !== null) {
      this.sentBytes += chunk.length;
      if (this.sentBytes >= promisedBytes) {
        this.last = chunk;
        return true;
      }
    }
    this.wroteBody = true;
    return this.response.write(chunk);
  }

  onDrain(callback: () => void): void {
    this.response.once('drain', callback);
  }

  /** The end, in the form the head promised. */
  end(trailers: [string, string][]): void {
    const { response } = this;
    if (response.destroyed) return;
    if (trailers.length > 0 && response.chunkedEncoding) response.addTrailers(trailers);
    if (this.last) response.end(this.last);
    else response.end();
    lingerForRequest(this.request, !this.bodiless && this.endsByClosing);
  }

  /** Ends a body early so that the client cannot take it for whole. What was passed on before still arrives. */
  break(): void {
    const { response } = this;
    const socket = response.socket;
    if (!socket || socket.destroyed) return;
    // Where the end of the connection is the end of the body, only a reset tells that it is not whole.
    if (!this.endsByClosing) {
      socket.destroySoon();
      return;
    }
    if (socket.writableLength === 0) socket.resetAndDestroy();
    else socket.once('drain', () => socket.resetAndDestroy());
  }

  private get endsByClosing(): boolean {
    return this.promisedBytes === null && !this.response.chunkedEncoding;
  }

  /** Sends the head alone when no byte of the body came with it. */
  flush(): void {
    if (this.wroteBody || this.last !== null || this.response.writableEnded || this.response.destroyed) return;
    // Not `flushHeaders`, which writes bytes above 0x7f as UTF-8.
    this.response.write(NO_BYTES);
  }
}

function flushHead(delivery: Delivery): void {
  delivery.flush();
}

/**
 * After an answer that came before the request was all in. Closing at once would reset the connection, and the
 * client might never see the answer; so what still comes is dropped for a while, and only then the connection.
 *
 * @param endsByClosing the answer ends where our side of the connection does, so that side cannot wait
 */
export function lingerForRequest(request: IncomingMessage, endsByClosing = false): void {
  if (request.complete) return;
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MS);
  request.once('close', () => clearTimeout(timer));
  request.once('end', closeLater(request, endsByClosing));
  request.resume();
}

/**
 * Node closes a connection that is not to be kept as soon as its answer is out, whatever still comes. From now on that
 * waits for a call of what is returned.
 */
function closeLater({ socket }: IncomingMessage, endsByClosing: boolean): () => void {
  const { destroySoon } = socket;
  let isAsked = false;
  socket.destroySoon = () => {
    isAsked = true;
    if (endsByClosing) socket.end();
  };
  return () => {
    socket.destroySoon = destroySoon;
    if (isAsked) socket.destroySoon();
  };
}
