import type { Exchange, Reading } from './exchange.ts';
import { quietly } from './quietly.ts';
import { watchBody } from './watch-body.ts';

type Read = (...args: unknown[]) => Promise<unknown>;

const unread =
  typeof FinalizationRegistry === 'function'
    ? new FinalizationRegistry<Reading>((reading) => quietly(() => reading.end('left')))
    : null;

/** Responses that are watched already, should two reporters stand in one way. */
const MARK = Symbol.for('weir.reported');

/** What an application reads a whole body with. */
const READINGS = ['json', 'text', 'arrayBuffer', 'bytes', 'blob', 'formData'];

/**
 * Watches a response without touching it: it stays the very object that came, and its body is read neither before the
 * application reads it nor faster. Only the ways to read it are looked at: `json()` and its kin by what they resolve
 * to, `body` through a stream that hands on what comes, chunk by chunk.
 */
export function watchResponse(response: Response, exchange: Exchange): void {
  if (MARK in response) return;
  const define = (name: string | symbol, descriptor: PropertyDescriptor) =>
    Object.defineProperty(response, name, { configurable: true, ...descriptor });
  define(MARK, { value: true });
  const reading = exchange.open();

  if (response.body === null) {
    reading.end('complete');
    return;
  }
  let isRead = false;
  for (const name of READINGS) {
    const read = Reflect.get(response, name) as Read | undefined;
    if (typeof read !== 'function') continue;
    const value = (...args: unknown[]) => {
      // Node 18's own `json()` calls `text()`, and that `blob()`: the outermost is the application's.
      const used = isRead || response.bodyUsed;
      isRead = true;
      const result = read.apply(response, args);
      if (!used)
        quietly(() =>
          result.then(
            (value) =>
              quietly(() => {
                reading.takeBody(value, name === 'json');
                reading.end('complete');
              }),
            // Bytes that came whole but are no JSON: the document was cut off.
            (error) => quietly(() => reading.end(error instanceof SyntaxError ? { error: null } : { error })),
          ),
        );
      return result;
    };
    define(name, { value, writable: true });
  }

  const { clone } = response;
  if (typeof clone === 'function')
    define('clone', {
      writable: true,
      value: () => {
        const copy = clone.call(response);
        quietly(() => watchResponse(copy, exchange));
        return copy;
      },
    });

  // Where the body is the object's own, it is no real response, but a test's.
  if (!Object.hasOwn(response, 'body')) {
    const body = (): Response['body'] => Reflect.get(Object.getPrototypeOf(response), 'body', response);
    let watched: Response['body'] | undefined;
    define('body', {
      get() {
        if (watched === undefined)
          watched = (quietly(() => watchBody(body, reading, exchange.hasErrorStatus)) ?? body()) as Response['body'];
        return watched;
      },
    });
  }
  unread?.register(response, reading);
}
