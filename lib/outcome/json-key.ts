import { findChild, findChildByName, type PathNode } from './json-paths.ts';

const MAX_KEY_BYTES = 256;
const NOTHING = new Uint8Array(0);
const decoder = new TextDecoder();

/** The string the scanner reads or has just read, as far as it may turn out to be a key. It may lie in several chunks. */
export class JsonKey {
  /** The string has ended: it is a key if a colon comes next. */
  ended = false;
  hasEscape = false;
  private wanted = false;
  private from = 0;
  private to = 0;
  private carry = NOTHING;
  private carryLength = 0;

  begin(at: number, wanted: boolean): void {
    this.wanted = wanted;
    this.ended = false;
    this.hasEscape = false;
    this.from = at;
    this.carryLength = 0;
  }

  end(at: number): void {
    this.to = at;
    this.ended = this.wanted;
  }

  beginChunk(from: number): void {
    this.from = from;
    this.to = from;
  }

  /** Saves what the chunk has of the key before the chunk goes. */
  endChunk(chunk: Uint8Array, to: number, inString: boolean): void {
    if (this.ended) this.save(chunk, this.to);
    else if (inString && this.wanted) this.save(chunk, to);
  }

  /** The child that the key names, or `null`. Keys of more than 256 bytes name none. */
  childOf(node: PathNode, chunk: Uint8Array): PathNode | null {
    const bytes = this.bytes(chunk);
    if (this.hasEscape) {
      const name = this.unescaped(bytes);
      return name === null ? null : findChildByName(node, name);
    }
    return findChild(node, bytes, this.start, this.start + this.length);
  }

  is(wanted: { key: string; bytes: Uint8Array }, chunk: Uint8Array): boolean {
    if (!this.hasEscape && this.length !== wanted.bytes.length) return false;
    const bytes = this.bytes(chunk);
    if (this.hasEscape) return this.unescaped(bytes) === wanted.key;
    for (let i = 0; i < wanted.bytes.length; i++) if (wanted.bytes[i] !== bytes[this.start + i]) return false;
    return true;
  }

  private get start(): number {
    return this.carryLength > 0 ? 0 : this.from;
  }

  private get length(): number {
    return this.carryLength + this.to - this.from;
  }

  /** Where the key's bytes are: in the chunk, or together in the carry. */
  private bytes(chunk: Uint8Array): Uint8Array {
    if (this.carryLength === 0) return chunk;
    this.save(chunk, this.to);
    return this.carry;
  }

  private unescaped(bytes: Uint8Array): string | null {
    if (this.length > MAX_KEY_BYTES) return null;
    try {
      return JSON.parse(`"${decoder.decode(bytes.subarray(this.start, this.start + this.length))}"`);
    } catch {
      return null;
    }
  }

  private save(chunk: Uint8Array, to: number): void {
    if (this.carry.length === 0) this.carry = new Uint8Array(MAX_KEY_BYTES + 1);
    // A byte beyond the limit marks it as too long.
    const end = Math.min(to, this.from + this.carry.length - this.carryLength);
    for (let i = this.from; i < end; i++) this.carry[this.carryLength++] = chunk[i] as number;
    this.from = to;
  }
}
