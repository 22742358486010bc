import type { IncomingMessage } from 'node:http';
import { MAX_SENT_BYTES } from '../intake/limits.ts';
import { BUSY, type ReportRefusal, TOO_LARGE, TOO_SLOW } from './report-routes.ts';

/** Bodies that are being received or read, and the bytes of them that lie in memory. */
const MAX_BODIES = 32;
const MAX_BYTES = 64 * 1024 ** 2;
const TIMEOUT_MS = 30_000;

/** What all bodies of reports may take together. */
export class BodyBudget {
  bodies = 0;
  bytes = 0;

  get isFull(): boolean {
    return this.bodies >= MAX_BODIES || this.bytes >= MAX_BYTES;
  }
}

/** A body that was received, in a buffer of its own, and its place in the budget until `done` is called. */
export interface ReceivedBody {
  buffer: ArrayBuffer;
  done: () => void;
}

/** Receives a whole body within the limits. Resolves with `null` if the client went away. */
export function receiveBody(
  request: IncomingMessage,
  budget: BodyBudget,
): Promise<ReceivedBody | ReportRefusal | null> {
  if (budget.isFull) return Promise.resolve(BUSY);
  budget.bodies++;
  const chunks: Buffer[] = [];
  let bytes = 0;
  const done = () => {
    budget.bodies--;
    budget.bytes -= bytes;
  };
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle(TOO_SLOW), TIMEOUT_MS);
    const settle = (result: ReceivedBody | ReportRefusal | null) => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      // What is logged of a broken connection is nobody's business here.
      request.on('error', () => {});
      if (result === null || !('buffer' in result)) done();
      resolve(result);
    };
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      budget.bytes += chunk.length;
      if (bytes > MAX_SENT_BYTES) settle(TOO_LARGE);
      else if (budget.bytes > MAX_BYTES) settle(BUSY);
      else chunks.push(chunk);
    };
    // A buffer of its own, for it is handed over to another thread whole.
    const onEnd = () => settle({ buffer: joined(chunks, bytes), done });
    const onClose = () => settle(null);
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

function joined(chunks: readonly Buffer[], bytes: number): ArrayBuffer {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole.buffer;
}
