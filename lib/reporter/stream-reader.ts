import { type Answer, parsed, takeDocument } from './answer.ts';

/** More of one event or body than this is not read; its end is still seen. */
export const MAX_CHARS = 1_048_576;

export interface StreamReader {
  write(chunk: Uint8Array, atMs: number): void;
  /** The connection is closed. `expected`: having seen nothing means that it was cut off. Whether the stream was whole. */
  end(isInOrder: boolean, expected: boolean): boolean;
  /** Whether anything but an error has come. */
  hasBegun(): boolean;
  /** When the first content came; `null`: none did. */
  contentAtMs(): number | null;
}

/** Reads server-sent events on the side, in any split. Nearly all of a stream is content, which is not looked into. */
export function startStreamReader(answer: Answer): StreamReader {
  const decoder = new TextDecoder();
  let rest = '';
  let name: string | null = null;
  let data: string | null = null;
  let nowMs = 0;
  let contentAtMs: number | null = null;
  let events = 0;
  let failedFirst = false;
  let finished = false;

  const endEvent = () => {
    const json = name?.startsWith('content_block_') ? null : (parsed(data as string) as { type?: unknown } | null);
    const type = typeof json?.type === 'string' ? json.type : name;
    if (finished || type === 'ping') return;
    events++;
    const isContent =
      takeDocument(answer, json, type, name === 'error') ||
      /^content_block_(?!start)|^response\..*\.delta$/.test(type ?? '');
    if (isContent) contentAtMs ??= nowMs;
    if (events === 1) failedFirst = !!answer.failed;
    if (!answer.failed)
      finished = data === '[DONE]' || /^message_stop$|^response\.(completed|incomplete)$/.test(type ?? '');
  };
  const takeLine = (line: string) => {
    if (line === '') {
      if (data !== null) endEvent();
      name = data = null;
      return;
    }
    const [, field, value = ''] = /^([^:]*):? ?(.*)/s.exec(line) ?? [];
    if (field === 'event') name = value;
    if (field === 'data') data = data === null ? value : `${data}\n${value}`.slice(0, MAX_CHARS);
  };
  const takeText = (text: string) => {
    // A CR at the very end may be half of a CRLF.
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() as string;
    // Of a line without end the beginning is enough to tell what it was.
    if (rest.length > MAX_CHARS) rest = rest.slice(0, 99);
    lines.forEach(takeLine);
  };

  return {
    write(chunk, atMs) {
      nowMs = atMs;
      takeText(decoder.decode(chunk, { stream: true }));
    },
    end(isInOrder, expected) {
      // An event without its blank line counts too.
      takeText(`${decoder.decode()}\n\n\n`);
      if (finished || !isInOrder) return finished;
      if (answer.shape === 'strict') return false;
      return !!answer.stopReason || (!answer.shape && !(expected && events === 0));
    },
    hasBegun: () => events > 0 && !failedFirst,
    contentAtMs: () => contentAtMs,
  };
}
