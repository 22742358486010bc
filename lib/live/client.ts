/** One listener: what it knew when it came, and what waits to be sent to it. */
export class LiveClient {
  /** The last event it had seen; `null`: it is new. */
  readonly lastSeq: number | null;
  /** It was told what it had missed and follows along. */
  placed = false;
  private queue: Uint8Array[] = [];
  private queuedBytes = 0;
  private wake: (() => void) | null = null;
  private closed = false;
  private readonly maxBytes: number;

  constructor(lastSeq: number | null, maxBytes: number) {
    this.lastSeq = lastSeq;
    this.maxBytes = maxBytes;
  }

  /** Queues a chunk; false: it reads too slowly and the chunk was not taken. */
  push(chunk: Uint8Array): boolean {
    if (this.closed) return true;
    if (this.queuedBytes + chunk.length > this.maxBytes) return false;
    this.queue.push(chunk);
    this.queuedBytes += chunk.length;
    this.wake?.();
    return true;
  }

  /** Forgets what waits and queues only this. */
  replaceAll(chunk: Uint8Array): void {
    this.queue = [];
    this.queuedBytes = 0;
    this.push(chunk);
  }

  /** True while something waits to be read. */
  get isBehind(): boolean {
    return this.queue.length > 0;
  }

  /** The next chunk, as soon as there is one; `null`: the stream is over. */
  async next(): Promise<Uint8Array | null> {
    while (this.queue.length === 0 && !this.closed)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    this.wake = null;
    const chunk = this.queue.shift() ?? null;
    this.queuedBytes -= chunk?.length ?? 0;
    return chunk;
  }

  /** What waits is still sent. */
  close(): void {
    this.closed = true;
    this.wake?.();
  }
}
