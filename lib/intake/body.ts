import { gunzipSync } from 'node:zlib';

/** A body that cannot be read; `status` is what HTTP answers. */
export class BodyError extends Error {
  override name = 'BodyError';
  readonly status: 400 | 413;
  constructor(status: 400 | 413, message: string) {
    super(message);
    this.status = status;
  }
}

const MAX_DEPTH = 64;
/** More values than telemetry of the largest size holds, and few enough for memory. */
const MAX_VALUES = 3_000_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);

/**
 * A gzip body as it was. What would become larger than `maxBytes` is given up on the way.
 * @throws BodyError
 */
export function inflate(body: Uint8Array, maxBytes: number): Uint8Array {
  try {
    return gunzipSync(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new BodyError(400, 'the body is not gzip, though content-encoding says so');
  }
}

export function tooLarge(maxBytes: number): BodyError {
  return new BodyError(413, `the body is larger than ${maxBytes / 1024 ** 2} MB after decompression`);
}

/**
 * A JSON document whose nesting and number of values have limits, so that no document can take the memory that
 * parsing it would need, or the stack.
 * @throws BodyError
 */
export function parseJson(body: Uint8Array): unknown {
  refuseExcess(body);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 100) : '';
    throw new BodyError(400, `the body is not JSON: ${why}`);
  }
}

function refuseExcess(body: Uint8Array): void {
  let depth = 0;
  let values = 0;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i] as number;
    if (byte === QUOTE) {
      i++;
      while (i < body.length && body[i] !== QUOTE) i += body[i] === BACKSLASH ? 2 : 1;
    } else if (byte === COMMA) {
      values++;
    } else if (byte >= 0x5b && OPEN.has(byte)) {
      values++;
      if (++depth > MAX_DEPTH) throw new BodyError(400, `the body is nested deeper than ${MAX_DEPTH} levels`);
    } else if (byte >= 0x5b && CLOSE.has(byte)) {
      depth--;
    }
    if (values > MAX_VALUES) throw new BodyError(413, `the body holds more than ${MAX_VALUES} values`);
  }
}
