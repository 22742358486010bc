import type { RequestFacts } from './attempt.ts';
import type { DialectName } from './dialect.ts';

/** A keyed hash that takes bytes as they come, such as node's `createHmac`. */
export interface Hasher {
  update(bytes: Uint8Array): unknown;
  digest(): string;
}

export interface RequestReaderOptions {
  dialect: DialectName;
  /** Makes a fresh keyed hash. */
  hash: () => Hasher;
  /** The request's path: some providers name the model and the streaming there. */
  path?: string;
}

/** What was read of a request, and the keyed hash of its whole body (`null`: not a JSON object). */
export type RequestReading = RequestFacts & { bodyHash: string | null };

export interface RequestReader {
  write(chunk: Uint8Array): void;
  /** May be called once, also when the body ended early. */
  finish(): RequestReading;
}

export declare function createRequestReader(options: RequestReaderOptions): RequestReader;
