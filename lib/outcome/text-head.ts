const MAX_BYTES = 2048;

/** The beginning of a body that may be no JSON, kept to say what an error said. */
export class TextHead {
  private readonly bytes = new Uint8Array(MAX_BYTES);
  private length = 0;

  write(chunk: Uint8Array): void {
    const take = Math.min(chunk.length, MAX_BYTES - this.length);
    if (take <= 0) return;
    this.bytes.set(chunk.subarray(0, take), this.length);
    this.length += take;
  }

  /** A page's title, or plain text; `null` when empty or JSON, whose words are not a message. */
  read(): string | null {
    const text = new TextDecoder().decode(this.bytes.subarray(0, this.length)).trim();
    if (text === '' || text.startsWith('{') || text.startsWith('[')) return null;
    if (!text.startsWith('<')) return text;
    return /<(?:title|Message)[^>]{0,100}>([^<]{1,300})</i.exec(text)?.[1]?.trim() ?? null;
  }
}
