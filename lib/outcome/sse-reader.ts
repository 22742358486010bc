// Why this is not eventsource-parser: that one takes decoded text, holds a whole line until it ends (10 MB times a
// thousand streams), and past its `maxBufferSize` reads no further, where a gateway must still see the stream's end;
// it also drops a last event that lacks its blank line. Here bytes go by undecoded and nothing but a name is held.

const LF = 0x0a;
const CR = 0x0d;
const BOM = [0xef, 0xbb, 0xbf];
const DATA = [...'data:'].map((c) => c.charCodeAt(0));
const EVENT = [...'event:'].map((c) => c.charCodeAt(0));
const NEWLINE = new Uint8Array([LF]);
const MAX_NAME_BYTES = 64;

const [AT_FIELD, IN_DATA, IN_NAME, IN_OTHER] = [0, 1, 2, 3] as const;

/** Takes a stream's events apart as they come. The views it is given are valid during the call alone. */
export interface SseSink {
  /** A piece of the current event's data. `name` is `null` while the event has no name. */
  data(name: string | null, chunk: Uint8Array, from: number, to: number): void;
  /** The current event, which had data, is complete. */
  end(name: string | null): void;
}

/**
 * Splits server-sent events, given as bytes in any pieces, into names and data. LF, CR, CRLF, comments, a byte order
 * mark and fields it does not know are tolerated; lines may be of any length; names are cut at 64 bytes.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export class SseReader {
  private readonly sink: SseSink;
  private bomBytes = 0;
  private skipLf = false;
  private state: number = AT_FIELD;
  /** Bytes of the current line's field name, of which `data:` and `event:` are still possible. */
  private fieldLength = 0;
  private maybe: readonly number[] = DATA;
  private dataLines = 0;
  private name: string | null = null;
  private lastName = '';
  private readonly nameBytes = new Uint8Array(MAX_NAME_BYTES);
  private nameLength = 0;

  constructor(sink: SseSink) {
    this.sink = sink;
  }

  write(chunk: Uint8Array): void {
    const to = chunk.length;
    let i = this.bomBytes < BOM.length ? this.skipBom(chunk) : 0;
    let cr = -1;
    let lf = -1;
    while (i < to) {
      if (this.skipLf) {
        this.skipLf = false;
        if (chunk[i] === LF) {
          i++;
          continue;
        }
      }
      // Each is searched again only once it has been passed, so a chunk is searched once in all.
      if (cr < i) cr = endOr(chunk.indexOf(CR, i), to);
      if (lf < i) lf = endOr(chunk.indexOf(LF, i), to);
      const lineEnd = Math.min(cr, lf);
      if (lineEnd > i) this.readLine(chunk, i, lineEnd);
      if (lineEnd === to) return;
      this.endLine();
      this.skipLf = lineEnd === cr;
      i = lineEnd + 1;
    }
  }

  /** The stream is over: an event without its blank line counts too. */
  end(): void {
    if (this.state !== AT_FIELD || this.fieldLength > 0) this.endLine();
    this.endEvent();
  }

  private skipBom(chunk: Uint8Array): number {
    let i = 0;
    while (i < chunk.length && this.bomBytes < BOM.length)
      if (chunk[i] === BOM[this.bomBytes]) {
        this.bomBytes++;
        i++;
      } else this.bomBytes = BOM.length;
    return i;
  }

  private readLine(chunk: Uint8Array, start: number, end: number): void {
    let i = start;
    while (this.state === AT_FIELD && i < end) this.readField(chunk[i++] as number);
    if (this.state === IN_DATA) {
      if (i < end) this.sink.data(this.name, chunk, i, end);
    } else if (this.state === IN_NAME)
      for (; i < end && this.nameLength < MAX_NAME_BYTES; i++) this.nameBytes[this.nameLength++] = chunk[i] as number;
  }

  private readField(byte: number): void {
    if (this.fieldLength === 0) this.maybe = byte === DATA[0] ? DATA : EVENT;
    if (byte !== this.maybe[this.fieldLength]) {
      this.state = IN_OTHER;
      return;
    }
    this.fieldLength++;
    if (this.fieldLength < this.maybe.length) return;
    if (this.maybe === DATA) {
      this.state = IN_DATA;
      if (this.dataLines++ > 0) this.sink.data(this.name, NEWLINE, 0, 1);
    } else {
      this.state = IN_NAME;
      this.nameLength = 0;
    }
  }

  private endLine(): void {
    if (this.state === IN_NAME) this.name = this.readName();
    else if (this.state === AT_FIELD && this.fieldLength === 0) this.endEvent();
    this.state = AT_FIELD;
    this.fieldLength = 0;
  }

  private endEvent(): void {
    if (this.dataLines > 0) this.sink.end(this.name);
    this.dataLines = 0;
    this.name = null;
  }

  private readName(): string | null {
    const from = this.nameBytes[0] === 0x20 ? 1 : 0;
    const length = this.nameLength - from;
    if (length <= 0) return null;
    // A stream repeats its names: the last one is likely right.
    let same = length === this.lastName.length;
    for (let i = 0; same && i < length; i++) same = this.lastName.charCodeAt(i) === this.nameBytes[from + i];
    if (!same) this.lastName = String.fromCharCode(...this.nameBytes.subarray(from, this.nameLength));
    return this.lastName;
  }
}

function endOr(found: number, end: number): number {
  return found === -1 ? end : found;
}
