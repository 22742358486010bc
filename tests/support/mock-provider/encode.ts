import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { ContentEncoding } from './answer.ts';

const WHOLE = {
  gzip: promisify(zlib.gzip),
  br: promisify(zlib.brotliCompress),
  deflate: promisify(zlib.deflate),
  zstd: promisify(zlib.zstdCompress),
};

const STREAM = {
  gzip: () => zlib.createGzip(),
  br: () => zlib.createBrotliCompress(),
  deflate: () => zlib.createDeflate(),
  zstd: () => zlib.createZstdCompress(),
};

const FLUSH = {
  gzip: zlib.constants.Z_SYNC_FLUSH,
  br: zlib.constants.BROTLI_OPERATION_FLUSH,
  deflate: zlib.constants.Z_SYNC_FLUSH,
  zstd: zlib.constants.ZSTD_e_flush,
};

/** Compresses a whole body. */
export async function encodeWhole(encoding: ContentEncoding, bytes: string | Uint8Array): Promise<Buffer> {
  return WHOLE[encoding](bytes);
}

/** Compresses piece by piece: what `push` returns can be decoded without what follows. */
export interface PieceEncoder {
  push(bytes: string | Uint8Array): Promise<Buffer>;
  end(): Promise<Buffer>;
}

export function pieceEncoder(encoding: ContentEncoding): PieceEncoder {
  const stream = STREAM[encoding]();
  let out: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => out.push(chunk));
  const take = () => {
    const bytes = Buffer.concat(out);
    out = [];
    return bytes;
  };
  return {
    push: (bytes) =>
      new Promise((resolve, reject) => {
        stream.once('error', reject);
        stream.write(bytes);
        stream.flush(FLUSH[encoding], () => {
          stream.removeListener('error', reject);
          resolve(take());
        });
      }),
    end: () =>
      new Promise((resolve, reject) => {
        stream.once('error', reject);
        stream.once('end', () => resolve(take()));
        stream.end();
      }),
  };
}
