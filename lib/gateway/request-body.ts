import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Hasher, RequestReader, RequestReading } from '../outcome/request-reader.ts';
import { contentLength } from './headers.ts';
import type { KeptBytes } from './kept-bytes.ts';

export interface BodyOwner {
  /** Only the whole body tells what this request is: it is gathered longer. */
  readonly wantsWholeBody: boolean;
  /** The body is all there, or so much of it that the rest had better be sent as it comes. */
  onBodyReady(): void;
  /** More came than a body may have. */
  onBodyTooLarge(): void;
}

export interface BodyLimits {
  maxBodyBytes: number;
  /** A longer body cannot be sent twice. */
  keepBodyBytes: number;
}

/** Up to here a body is gathered and sent in one piece, which is cheapest. */
const GATHER_BYTES = 1024 ** 2;
/** Hashing more would hold up the calls beside it. */
const HASH_BYTES = 8 * 1024 ** 2;
/** What may have come from the client and not have gone to the upstream. */
const WAITING_BYTES = 1024 ** 2;

/** Whether a request has a body at all; its length, where it says so. */
export function announcedBody(request: IncomingMessage): { present: boolean; bytes: number | null } {
  const bytes = contentLength(request.headers['content-length']);
  if (bytes !== null) return { present: bytes > 0, bytes };
  return { present: request.headers['transfer-encoding'] !== undefined, bytes: null };
}

/**
 * A request's body on its way up. It is read on the side as it comes, at the pace of the upstream, and kept as long
 * as it is small enough to be sent again.
 */
export class RequestBody {
  private readonly request: IncomingMessage;
  private readonly owner: BodyOwner;
  private readonly limits: BodyLimits;
  private readonly reader: RequestReader;
  private readonly kept: KeptBytes;
  private chunks: Buffer[] = [];
  private keptBytes = 0;
  private whole = true;
  private ready = false;
  private paused = false;
  private over = false;
  private upload: Upload | null = null;
  private read: RequestReading | null = null;
  bytes = 0;
  complete = false;
  lastByteAtMs: number;

  constructor(request: IncomingMessage, owner: BodyOwner, limits: BodyLimits, reader: RequestReader, kept: KeptBytes) {
    this.request = request;
    this.owner = owner;
    this.limits = limits;
    this.reader = reader;
    this.kept = kept;
    this.lastByteAtMs = performance.now();
  }

  /** Begins to read. */
  start(): void {
    this.request.on('data', (chunk: Buffer) => this.onData(chunk));
    this.request.on('end', () => this.onEnd());
  }

  /** What was read of the body so far; final once it is complete or this was asked. */
  reading(): RequestReading {
    this.read ??= this.reader.finish();
    return this.read;
  }

  /** The keyed hash of all of it; `null` unless all of it is there, and not too much to hash at one go. */
  hash(start: () => Hasher): string | null {
    if (!this.complete || !this.sendable || this.bytes > HASH_BYTES) return null;
    const hasher = start();
    for (const chunk of this.chunks) hasher.update(chunk);
    return hasher.digest();
  }

  /** Whether it can be sent from its first byte (again). */
  get sendable(): boolean {
    return this.whole && !this.over;
  }

  /** The body for one attempt; `null`: it is empty. Each ends the one before. */
  open(): Buffer | Readable | null {
    this.upload?.destroy();
    this.upload = null;
    if (this.complete && this.bytes <= GATHER_BYTES) return this.gathered();
    this.upload = new Upload(this);
    return this.upload;
  }

  /** Whether the client is expected to send more and has not for `silenceMs`; being held up by us is no silence. */
  isSilent(nowMs: number, silenceMs: number): boolean {
    return !this.complete && !this.over && !this.paused && nowMs - this.lastByteAtMs > silenceMs;
  }

  /** Frees what is kept; what still comes is dropped. */
  release(): void {
    if (this.over) return;
    this.over = true;
    this.upload?.destroy();
    this.upload = null;
    this.chunks = [];
    this.kept.give(this.keptBytes);
    this.keptBytes = 0;
  }

  /** The chunk after the first `position` ones; `null`: none yet, or none any more. */
  chunkAt(position: number): Buffer | null {
    const chunk = this.chunks[position];
    if (chunk === undefined) return null;
    // One that cannot be sent again leaves as it is sent.
    if (!this.whole) this.chunks[position] = EMPTY;
    return chunk;
  }

  /** Called by an upload that has sent all there is, or has come far enough for more. */
  onDemand(sentBytes: number): void {
    if (this.paused && this.bytes - sentBytes <= WAITING_BYTES / 2) {
      this.paused = false;
      this.lastByteAtMs = performance.now();
      this.request.resume();
    }
  }

  private gathered(): Buffer | null {
    const [first] = this.chunks;
    const all = this.chunks.length > 1 ? Buffer.concat(this.chunks) : first;
    this.chunks = this.whole && all ? [all] : [];
    return all ?? null;
  }

  private onData(chunk: Buffer): void {
    if (this.over) return;
    this.bytes += chunk.length;
    this.lastByteAtMs = performance.now();
    if (this.bytes > this.limits.maxBodyBytes) {
      this.owner.onBodyTooLarge();
      return;
    }
    if (this.read === null) this.reader.write(chunk);
    this.keep(chunk);
    if (!this.ready && !this.gathers) this.becomeReady();
    this.upload?.feed();
    if (this.ready && this.bytes - (this.upload?.sentBytes ?? 0) > WAITING_BYTES) {
      this.paused = true;
      this.request.pause();
    }
  }

  /** More is to come before the first byte is sent. */
  private get gathers(): boolean {
    if (this.bytes <= GATHER_BYTES) return true;
    return this.owner.wantsWholeBody && this.whole && this.bytes <= HASH_BYTES;
  }

  private onEnd(): void {
    this.complete = true;
    if (this.over) return;
    if (this.read === null) this.reading();
    if (!this.ready) this.becomeReady();
    this.upload?.feed();
  }

  private becomeReady(): void {
    this.ready = true;
    this.owner.onBodyReady();
  }

  private keep(chunk: Buffer): void {
    this.chunks.push(chunk);
    if (!this.whole) return;
    if (this.bytes <= this.limits.keepBodyBytes && this.kept.take(chunk.length)) {
      this.keptBytes += chunk.length;
      return;
    }
    this.whole = false;
    this.kept.give(this.keptBytes);
    this.keptBytes = 0;
    const sent = this.upload?.position ?? 0;
    for (let i = 0; i < sent; i++) this.chunks[i] = EMPTY;
  }
}

const EMPTY = Buffer.alloc(0);

/** The body as a stream for one attempt, from its first byte, as far as it has come. */
class Upload extends Readable {
  private readonly body: RequestBody;
  private wanted = false;
  position = 0;
  sentBytes = 0;

  constructor(body: RequestBody) {
    super({ highWaterMark: 256 * 1024 });
    this.body = body;
    // What ends it is told by the exchange; nobody else listens.
    this.on('error', () => {});
  }

  override _read(): void {
    this.wanted = true;
    this.feed();
  }

  /** Takes what has come, as long as it is wanted. */
  feed(): void {
    while (this.wanted && !this.destroyed) {
      const chunk = this.body.chunkAt(this.position);
      if (chunk === null) break;
      this.position++;
      this.sentBytes += chunk.length;
      this.wanted = this.push(chunk);
    }
    this.body.onDemand(this.sentBytes);
    if (this.wanted && this.body.complete && this.body.chunkAt(this.position) === null) {
      this.wanted = false;
      this.push(null);
    }
  }
}
