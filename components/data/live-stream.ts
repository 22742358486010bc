import type { LiveEvent } from '../../lib/api/live-shapes.ts';

export type LiveState = 'connecting' | 'open' | 'down';

type Listener<T> = (value: T) => void;

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

function subscribe<T>(listeners: Set<Listener<T>>, listener: Listener<T>): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/**
 * The server's event stream, kept open for as long as it is wanted. A browser reconnects by itself when the line
 * breaks, but gives up for good after an error status; then it is reopened here, with back-off.
 */
export class LiveStream {
  readonly #url: string;
  readonly #events = new Set<Listener<LiveEvent>>();
  readonly #states = new Set<Listener<LiveState>>();
  #source: EventSource | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #failures = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** Called with each event; the first after every gap is a `hello`. */
  onEvent(listener: Listener<LiveEvent>): () => void {
    return subscribe(this.#events, listener);
  }

  onState(listener: Listener<LiveState>): () => void {
    return subscribe(this.#states, listener);
  }

  open(): void {
    this.close();
    this.#tell(this.#states, this.#failures > 0 ? 'down' : 'connecting');
    const source = new EventSource(this.#url);
    this.#source = source;
    source.onopen = () => {
      this.#failures = 0;
      this.#tell(this.#states, 'open');
    };
    source.onmessage = (message: MessageEvent<string>) => {
      const event = parseLiveEvent(message.data);
      if (event) this.#tell(this.#events, event);
    };
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) this.#reopenLater();
      else this.#tell(this.#states, 'down');
    };
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#source?.close();
    this.#source = null;
  }

  #reopenLater(): void {
    this.close();
    this.#tell(this.#states, 'down');
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LAST_RETRY_MS);
    this.#failures += 1;
    this.#timer = setTimeout(() => this.open(), waitMs);
  }

  #tell<T>(listeners: Set<Listener<T>>, value: T): void {
    for (const listener of listeners) listener(value);
  }
}

const TYPES: readonly string[] = ['hello', 'calls', 'policies', 'incidents', 'reset'] satisfies LiveEvent['type'][];

/** An event as the server sends it; `null`: not one of those known here, as from a newer server. */
export function parseLiveEvent(text: string): LiveEvent | null {
  try {
    const value: unknown = JSON.parse(text);
    const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : null;
    return typeof type === 'string' && TYPES.includes(type) ? (value as LiveEvent) : null;
  } catch {
    return null;
  }
}
