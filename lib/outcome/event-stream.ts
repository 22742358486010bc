import type { Usage } from './attempt.ts';
import { ResponseDocument, type StatedError } from './response-document.ts';
import { SseReader } from './sse-reader.ts';
import { mergeUsage } from './usage.ts';

/** Events that say nothing but content, told by their names, so that their data is not even looked at. */
function isContentEvent(name: string): boolean {
  return name.startsWith('content_block_') || (name.startsWith('response.') && name.endsWith('.delta'));
}

/** Content has begun with the first delta, or with the end of a block that had none. */
function beginsContent(name: string): boolean {
  return name !== 'content_block_start';
}

/**
 * What a stream of events has told so far. The events of a block's content, nearly all of a stream, are known by name
 * and go by unread; of the others the chosen fields are read as the bytes pass. Memory does not grow with the stream.
 */
export class EventStream {
  /** How many events have come, pings and comments aside. */
  events = 0;
  error: StatedError | null = null;
  /** Whether the first event was an error. */
  failedFirst = false;
  model: string | null = null;
  usage: Usage | null = null;
  stopReason: string | null = null;
  requestId: string | null = null;
  contentAtMs: number | null = null;
  /** The stream's own last event has come: whatever happens to the connection now, nothing is missing. */
  finished = false;
  shape: ResponseDocument['shape'] = null;

  private readonly document = new ResponseDocument();
  private readonly sse = new SseReader({
    data: (name, chunk, from, to) => this.takeData(name, chunk, from, to),
    end: (name) => this.takeEvent(name),
  });
  private nowMs = 0;

  write(chunk: Uint8Array, atMs: number): void {
    if (this.finished) return;
    this.nowMs = atMs;
    this.sse.write(chunk);
  }

  end(): void {
    if (!this.finished) this.sse.end();
  }

  /**
   * Whether a stream whose connection ended in good order was whole. `expected`: its kind is known, so that having
   * seen nothing of it means that it was cut off.
   */
  endedWell(expected: boolean): boolean {
    if (this.finished) return true;
    if (this.shape === 'messages' || this.shape === 'responses') return false;
    if (this.stopReason !== null) return true;
    return this.shape === null && !(expected && this.events === 0);
  }

  private takeData(name: string | null, chunk: Uint8Array, from: number, to: number): void {
    if (name !== null && (name === 'ping' || isContentEvent(name))) return;
    this.document.scanner.write(chunk, from, to);
  }

  private takeEvent(name: string | null): void {
    if (!this.finished && name !== 'ping') {
      if (name !== null && isContentEvent(name)) this.countContent(name);
      else this.read(name);
    }
    // Data that came before its name was read, whatever the name was.
    if (this.document.scanner.kind !== 'none') this.document.scanner.reset();
  }

  private countContent(name: string): void {
    this.events++;
    if (this.contentAtMs === null && beginsContent(name)) this.contentAtMs = this.nowMs;
  }

  private read(name: string | null): void {
    const { document } = this;
    const type = document.type ?? name;
    if (type === 'ping') return;
    this.events++;
    this.shape ??= document.shape;
    if (this.contentAtMs === null && (document.hasContent || (type && isContentEvent(type) && beginsContent(type))))
      this.contentAtMs = this.nowMs;
    const error = document.error(name === 'error');
    if (error !== null) {
      this.error ??= error;
      if (this.events === 1) this.failedFirst = true;
    }
    this.model ??= document.model;
    this.usage = mergeUsage(this.usage, document.usage);
    this.stopReason = document.stopReason ?? this.stopReason;
    this.requestId ??= document.requestId;
    this.finished = document.isTerminal && error === null;
  }
}
