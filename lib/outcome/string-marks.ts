/**
 * Where the next quote or backslash stands in a chunk. Each is searched for once: what lies behind the next one is
 * looked at only when it has been passed, so that reading a chunk stays linear.
 */
export class StringMarks {
  private quoteAt = -1;
  private escapeAt = -1;

  /** Forgets what was found in the chunk before. */
  beginChunk(): void {
    this.quoteAt = -1;
    this.escapeAt = -1;
  }

  /** The position of the first of either at or after `from`; `to` if there is none before it. */
  next(chunk: Uint8Array, from: number, to: number): number {
    if (this.quoteAt < from) this.quoteAt = find(chunk, 0x22, from, to);
    if (this.escapeAt < from) this.escapeAt = find(chunk, 0x5c, from, to);
    return Math.min(this.quoteAt, this.escapeAt);
  }
}

function find(chunk: Uint8Array, byte: number, from: number, to: number): number {
  if (to === chunk.length) {
    const at = chunk.indexOf(byte, from);
    return at < 0 ? to : at;
  }
  // `indexOf` has no end of its own, and beyond `to` is another line's.
  const at = chunk.subarray(from, to).indexOf(byte);
  return at < 0 ? to : from + at;
}
