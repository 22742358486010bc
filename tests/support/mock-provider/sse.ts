import type { Random } from './random.ts';

/** One server-sent event; `data` is sent as JSON unless it is a string. */
export interface SseEvent {
  event?: string;
  data: unknown;
}

export interface SseFormat {
  /** Line end, `\n` unless given. */
  newline?: '\n' | '\r\n' | '\r';
  /** Begins the stream with a byte order mark. */
  bom?: boolean;
  /** A comment line before each event. */
  comment?: string;
  /** `false` leaves out the blank line after the last event. */
  finalBlankLine?: boolean;
}

/** The text of each event as it goes over the wire, one element an event. */
export function encodeEvents(events: SseEvent[], format: SseFormat = {}): string[] {
  const { newline = '\n', bom = false, comment, finalBlankLine = true } = format;
  return events.map(({ event, data }, i) => {
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    const lines = [
      ...(comment === undefined ? [] : [`: ${comment}`]),
      ...(event === undefined ? [] : [`event: ${event}`]),
      ...text.split('\n').map((line) => `data: ${line}`),
    ];
    const blank = i < events.length - 1 || finalBlankLine ? newline : '';
    return `${bom && i === 0 ? '\uFEFF' : ''}${lines.join(newline)}${newline}${blank}`;
  });
}

/** A whole stream's bytes. */
export function encodeStream(events: SseEvent[], format?: SseFormat): Buffer {
  return Buffer.from(encodeEvents(events, format).join(''));
}

/** Cuts bytes at the given offsets, wherever they fall: inside a line, or inside a character. */
export function splitAt(bytes: Uint8Array, offsets: number[]): Uint8Array[] {
  const cuts = [0, ...offsets.filter((offset) => offset > 0 && offset < bytes.length), bytes.length];
  const sorted = [...new Set(cuts)].sort((a, b) => a - b);
  return sorted.slice(1).map((end, i) => bytes.subarray(sorted[i], end));
}

/** Cuts bytes into pieces of `size`. */
export function splitEvery(bytes: Uint8Array, size: number): Uint8Array[] {
  return splitAt(
    bytes,
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => i * size),
  );
}

/** Cuts bytes into about `pieces` of random sizes. */
export function splitRandomly(bytes: Uint8Array, pieces: number, random: Random): Uint8Array[] {
  return splitAt(
    bytes,
    Array.from({ length: pieces - 1 }, () => Math.floor(random() * bytes.length)),
  );
}
