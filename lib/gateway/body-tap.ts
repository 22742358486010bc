import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';

/** Who reads what the tap decodes. */
export interface TapReader {
  onDecoded(chunk: Buffer): void;
  /** The rest will not be read: damaged, too much of it, or faster than it can be decoded. */
  onUnreadable(reason: string): void;
}

/** Decodes a copy of a compressed body, beside the stream that is passed on as it came. */
export interface BodyTap {
  write(chunk: Buffer): void;
  /** Calls back once all that was written has been read, or was given up. */
  end(done: () => void): void;
  close(): void;
}

/** A small body can unpack to thousands of times its size; reading stops here. */
const MAX_DECODED_BYTES = 64 * 1024 ** 2;
/** What may wait to be decoded. */
const MAX_WAITING_BYTES = 1024 ** 2;

type Decoder = ReturnType<typeof createGunzip | typeof createBrotliDecompress | typeof createZstdDecompress>;

// A cut body is not an error here: what came of it is read.
const ZLIB = { finishFlush: constants.Z_SYNC_FLUSH };

function createDecoder(encoding: string, firstByte: number): Decoder | null {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip(ZLIB);
    case 'deflate':
      // Some servers send it raw; the low four bits of a zlib header are always 8.
      return (firstByte & 0x0f) === 8 ? createInflate(ZLIB) : createInflateRaw(ZLIB);
    case 'br':
      return createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH });
    case 'zstd':
      return createZstdDecompress({ finishFlush: constants.ZSTD_e_flush });
    default:
      return null;
  }
}

class DecodingTap implements BodyTap {
  private readonly encoding: string;
  private readonly reader: TapReader;
  private decoder: Decoder | null = null;
  private decodedBytes = 0;
  private over = false;
  private done: (() => void) | null = null;

  constructor(encoding: string, reader: TapReader) {
    this.encoding = encoding;
    this.reader = reader;
  }

  write(chunk: Buffer): void {
    if (this.over || chunk.length === 0) return;
    this.decoder ??= this.start(chunk[0] as number);
    if (!this.decoder) {
      this.giveUp(`content-encoding ${this.encoding} is not known`);
      return;
    }
    if (this.decoder.writableLength > MAX_WAITING_BYTES) {
      this.giveUp('it comes faster than it can be decoded');
      return;
    }
    this.decoder.write(chunk);
  }

  end(done: () => void): void {
    if (this.over || !this.decoder) {
      done();
      return;
    }
    this.done = done;
    this.decoder.end();
  }

  close(): void {
    this.over = true;
    this.decoder?.destroy();
    this.settle();
  }

  private start(firstByte: number): Decoder | null {
    const decoder = createDecoder(this.encoding, firstByte);
    decoder?.on('data', (decoded: Buffer) => this.take(decoded));
    decoder?.on('end', () => this.settle());
    decoder?.on('error', (error) => this.giveUp(error.message));
    return decoder;
  }

  private take(decoded: Buffer): void {
    if (this.over) return;
    this.decodedBytes += decoded.length;
    if (this.decodedBytes > MAX_DECODED_BYTES) {
      this.giveUp(`it unpacks to more than ${MAX_DECODED_BYTES} bytes`);
      return;
    }
    this.reader.onDecoded(decoded);
  }

  private giveUp(reason: string): void {
    if (this.over) return;
    this.over = true;
    this.decoder?.destroy();
    this.reader.onUnreadable(reason);
    this.settle();
  }

  private settle(): void {
    const done = this.done;
    this.done = null;
    done?.();
  }
}

/** A tap for a `content-encoding`; `null` where the body is not compressed and can be read as it is. */
export function createBodyTap(contentEncoding: string | null, reader: TapReader): BodyTap | null {
  const encodings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  // A list means compressed several times over, which nobody sends; such a body goes unread.
  return encodings.length === 0 ? null : new DecodingTap(encodings.join('+'), reader);
}
