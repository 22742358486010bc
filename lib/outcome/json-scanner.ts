import { JsonField, MISSING_FIELD } from './json-field.ts';
import { JsonKey } from './json-key.ts';
import type { PathNode, Paths } from './json-paths.ts';
import { StringMarks } from './string-marks.ts';

/** Most strings are over within so many bytes. */
const STRETCH_BYTES = 32;
const [BETWEEN, IN_STRING, IN_SCALAR, DONE] = [0, 1, 2, 3] as const;

export interface ScanOptions {
  paths: Paths;
  /** Takes the raw bytes of `streamed` fields: `null` where the value begins, then views that are valid during the call. */
  onStreamed?: (field: number, bytes: Uint8Array | null) => void;
}

/**
 * Reads chosen fields out of a JSON document that comes in pieces, without ever holding it: memory is bounded by the
 * fields' own limits, time is linear, nesting is only counted. It does not validate: what is no JSON reads as a
 * document in which little was found. Of a key that stands twice the last wins. Never throws.
 */
export class JsonScanner {
  private readonly paths: Paths;
  private readonly onStreamed: ((field: number, bytes: Uint8Array | null) => void) | null;
  private readonly fields: (JsonField | undefined)[];

  private mode: number = BETWEEN;
  private depth = 0;
  /** The followed container that encloses us, `null` inside of what nobody asked for. */
  private here: PathNode | null = null;
  private readonly nodes: (PathNode | null)[] = [];
  private readonly isArray: boolean[] = [];
  private afterColon = false;
  private target: PathNode | null = null;

  private escaped = false;
  private readonly key = new JsonKey();
  private readonly marks = new StringMarks();

  private capture: PathNode | null = null;
  private captureDepth = 0;
  private captureFrom = 0;
  private watchPending = false;

  /** Whether the paths' watched key was met with a value other than `null`. */
  watchedKeySeen = false;
  /** What the document is: `none` before its first byte, `other` for anything but an object or array. */
  kind: 'none' | 'object' | 'array' | 'other' = 'none';

  constructor({ paths, onStreamed }: ScanOptions) {
    this.paths = paths;
    this.onStreamed = onStreamed ?? null;
    this.fields = new Array(paths.fields.length).fill(undefined);
  }

  /** Whether an object or array was opened and closed again. What follows it is not read. */
  get complete(): boolean {
    return this.mode === DONE && this.kind !== 'other';
  }

  /** The field at this index of the paths' list. */
  field(index: number): JsonField {
    return this.fields[index] ?? MISSING_FIELD;
  }

  private ownField(index: number): JsonField {
    this.fields[index] ??= new JsonField();
    return this.fields[index];
  }

  /** Makes ready for another document. */
  reset(): void {
    for (const field of this.fields) field?.clear();
    this.mode = BETWEEN;
    this.depth = 0;
    this.here = null;
    this.afterColon = false;
    this.target = null;
    this.escaped = false;
    this.key.ended = false;
    this.capture = null;
    this.watchPending = false;
    this.watchedKeySeen = false;
    this.kind = 'none';
  }

  write(chunk: Uint8Array, from = 0, to = chunk.length): void {
    this.captureFrom = from;
    this.key.beginChunk(from);
    this.marks.beginChunk();
    let i = from;
    while (i < to && this.mode !== DONE) {
      if (this.mode === IN_STRING) i = this.readString(chunk, i, to);
      else if (this.mode === IN_SCALAR) i = this.readScalar(chunk, i, to);
      else i = this.readBetween(chunk, i, to);
    }
    if (this.capture) this.keep(chunk, to);
    this.key.endChunk(chunk, to, this.mode === IN_STRING);
  }

  private readBetween(chunk: Uint8Array, start: number, to: number): number {
    let i = start;
    while (i < to) {
      const c = chunk[i] as number;
      switch (c) {
        case 0x20:
        case 0x0a:
        case 0x0d:
        case 0x09:
          break;
        case 0x22:
          if (this.kind === 'none') return this.notJson(to);
          this.openString(c, i);
          return i + 1;
        case 0x3a:
          if (this.kind === 'none') return this.notJson(to);
          this.colon(chunk);
          break;
        case 0x2c:
          if (this.kind === 'none') return this.notJson(to);
          this.afterColon = false;
          this.key.ended = false;
          this.watchPending = false;
          break;
        case 0x7b:
        case 0x5b:
          this.open(c, i);
          break;
        case 0x7d:
        case 0x5d:
          if (this.depth === 0) return this.notJson(to);
          this.close(chunk, i);
          if (this.depth === 0) return to;
          break;
        default:
          if (this.kind === 'none') {
            // A byte order mark, EF BB BF, may stand before the document.
            if (c === 0xef || c === 0xbb || c === 0xbf) break;
            return this.notJson(to);
          }
          this.beginValue(c, i, false);
          this.mode = IN_SCALAR;
          return i + 1;
      }
      i++;
    }
    return i;
  }

  private notJson(to: number): number {
    this.kind = 'other';
    this.mode = DONE;
    return to;
  }

  private openString(c: number, at: number): void {
    const mayBeKey = this.here !== null && !this.isArray[this.depth] && !this.afterColon;
    this.beginValue(c, at, false);
    this.mode = IN_STRING;
    this.key.begin(at + 1, mayBeKey || this.paths.watched !== null);
  }

  private readString(chunk: Uint8Array, start: number, to: number): number {
    let i = start;
    let stretch = STRETCH_BYTES;
    if (this.escaped) {
      this.escaped = false;
      i++;
    }
    while (i < to) {
      const end = Math.min(to, i + stretch);
      for (; i < end; i++) {
        const c = chunk[i];
        if (c === 0x22) return this.closeString(chunk, i);
        if (c === 0x5c) {
          this.key.hasEscape = true;
          i++;
        }
      }
      if (i >= to) break;
      // It is a long one: searching is much quicker than looking at each byte, unless escapes stand close together.
      const next = this.marks.next(chunk, i, to);
      stretch = next - i < STRETCH_BYTES ? stretch * 2 : STRETCH_BYTES;
      i = next;
    }
    this.escaped = i > to;
    return to;
  }

  private closeString(chunk: Uint8Array, at: number): number {
    this.mode = BETWEEN;
    this.key.end(at);
    if (this.capture && this.captureDepth === this.depth) this.endCapture(chunk, at + 1);
    return at + 1;
  }

  private readScalar(chunk: Uint8Array, start: number, to: number): number {
    for (let i = start; i < to; i++) {
      const c = chunk[i] as number;
      // Structure and white space end it; all of them are below `-`, or brackets, or the colon.
      if (c <= 0x20 || c === 0x2c || c === 0x7d || c === 0x5d || c === 0x3a || c === 0x22 || c === 0x7b || c === 0x5b) {
        this.mode = BETWEEN;
        if (this.capture && this.captureDepth === this.depth) this.endCapture(chunk, i);
        return i;
      }
    }
    return to;
  }

  /** Notes that a value begins; returns its node if it is followed. */
  private beginValue(c: number, at: number, isContainer: boolean): PathNode | null {
    this.key.ended = false;
    if (this.watchPending) {
      this.watchPending = false;
      // Of all values only `null` begins with n.
      if (c !== 0x6e) this.watchedKeySeen = true;
    }
    if (this.here === null) return null;
    const node = this.isArray[this.depth] ? this.here.element : this.afterColon ? this.target : null;
    this.afterColon = false;
    this.target = null;
    if (node !== null && node.field >= 0 && !(isContainer && node.hasChildren)) {
      this.capture = node;
      this.captureDepth = this.depth;
      this.captureFrom = at;
      this.ownField(node.field).clear();
      if (node.streamed) this.onStreamed?.(node.field, null);
      return null;
    }
    return node;
  }

  private open(c: number, at: number): void {
    let node: PathNode | null;
    if (this.kind === 'none') {
      this.kind = c === 0x7b ? 'object' : 'array';
      node = this.paths.root;
    } else node = this.beginValue(c, at, true);
    this.depth++;
    this.here = node?.hasChildren ? node : null;
    if (this.depth <= this.paths.maxDepth) {
      this.nodes[this.depth] = this.here;
      this.isArray[this.depth] = c === 0x5b;
    }
  }

  private close(chunk: Uint8Array, at: number): void {
    this.depth--;
    this.key.ended = false;
    this.afterColon = false;
    this.watchPending = false;
    if (this.capture && this.captureDepth === this.depth) this.endCapture(chunk, at + 1);
    // Inside of a captured value nothing is followed.
    this.here = this.depth > 0 && this.depth <= this.paths.maxDepth ? (this.nodes[this.depth] ?? null) : null;
    if (this.depth === 0) this.mode = DONE;
  }

  private colon(chunk: Uint8Array): void {
    this.target = null;
    this.afterColon = this.here !== null && !this.isArray[this.depth];
    if (!this.key.ended) return;
    this.key.ended = false;
    if (this.afterColon && this.here) this.target = this.key.childOf(this.here, chunk);
    const { watched } = this.paths;
    if (watched) this.watchPending = this.key.is(watched, chunk);
  }

  private keep(chunk: Uint8Array, to: number): void {
    const node = this.capture;
    if (!node || to <= this.captureFrom) return;
    if (node.streamed) this.onStreamed?.(node.field, chunk.subarray(this.captureFrom, to));
    else this.ownField(node.field).append(chunk, this.captureFrom, to, node.maxBytes);
  }

  private endCapture(chunk: Uint8Array, to: number): void {
    const node = this.capture;
    if (!node) return;
    this.keep(chunk, to);
    this.ownField(node.field).present = true;
    this.capture = null;
  }
}
