const decoder = new TextDecoder();
const QUOTE = 0x22;
const NOTHING = new Uint8Array(0);

/** The raw JSON of one field as the scanner met it, of bounded size. Its buffer is used again and again. */
export class JsonField {
  private bytes = NOTHING;
  private length = 0;
  private cut = false;
  /** Whether the field was there and came to its end. */
  present = false;

  clear(): void {
    this.length = 0;
    this.cut = false;
    this.present = false;
  }

  append(chunk: Uint8Array, start: number, end: number, maxBytes: number): void {
    const take = Math.min(end - start, maxBytes - this.length);
    if (take < end - start) this.cut = true;
    if (take <= 0) return;
    if (this.length + take > this.bytes.length) {
      const grown = new Uint8Array(Math.min(maxBytes, Math.max(32, 2 * (this.length + take))));
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
    }
    // A loop beats `set(subarray)` for the few bytes that most fields have.
    if (take <= 64) for (let i = 0; i < take; i++) this.bytes[this.length + i] = chunk[start + i] as number;
    else this.bytes.set(chunk.subarray(start, start + take), this.length);
    this.length += take;
  }

  /** Whether a value that says anything was there: not missing, `null` or an empty string. */
  get filled(): boolean {
    if (!this.present || this.length === 0) return false;
    // Of all values only `null` begins with n.
    return this.bytes[0] === QUOTE ? this.length > 2 : this.bytes[0] !== 0x6e;
  }

  private raw(): string {
    return decoder.decode(this.bytes.subarray(0, this.length));
  }

  /** A string's value, cut where it was too long; `null` for anything else. */
  get string(): string | null {
    if (!this.present || this.bytes[0] !== QUOTE) return null;
    const plain = this.cut ? null : plainText(this.bytes, 1, this.length - 1);
    if (plain !== null) return plain;
    let text = this.raw();
    if (!this.cut) {
      const whole = parsed(text);
      return typeof whole === 'string' ? whole : null;
    }
    // The cut may have gone through an escape (at most `\uXXXX`) or a UTF-8 sequence.
    for (let trimmed = 0; trimmed <= 6 && text.length > 0; trimmed++) {
      const value = parsed(`${text}"`);
      if (typeof value === 'string') return value.replace(/\uFFFD$/, '');
      text = text.slice(0, -1);
    }
    return null;
  }

  /** The parsed value; `undefined` when missing, broken or too long. */
  get value(): unknown {
    if (!this.present) return undefined;
    return this.cut ? (this.string ?? undefined) : parsed(this.raw());
  }
}

/** What a field reads as that was never met. */
export const MISSING_FIELD = new JsonField();

/** Short text without escapes or anything beyond ASCII, decoded the quick way; `null` for all other. */
function plainText(bytes: Uint8Array, from: number, to: number): string | null {
  if (to - from > 64) return null;
  let text = '';
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte < 0x20 || byte > 0x7e || byte === 0x5c) return null;
    text += String.fromCharCode(byte);
  }
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
