import type { Exchange } from './exchange.ts';
import { quietly } from './quietly.ts';
import { watchBody } from './watch-body.ts';

type Reading = (...args: unknown[]) => Promise<unknown>;

const unread =
  typeof FinalizationRegistry === 'function'
    ? new FinalizationRegistry<Exchange>((exchange) => quietly(() => exchange.end('left')))
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

  if (exchange.isHead || [204, 205, 304].includes(response.status)) {
    exchange.end('complete');
    return;
  }
  for (const name of READINGS) {
    const read = Reflect.get(response, name) as Reading | undefined;
    if (typeof read !== 'function') continue;
    const value = (...args: unknown[]) => {
      const used = response.bodyUsed;
      const reading = read.apply(response, args);
      if (!used)
        quietly(() =>
          reading.then(
            (value) =>
              quietly(() => {
                exchange.takeBody(value, name === 'json');
                exchange.end('complete');
              }),
            // Bytes that came whole but are no JSON: the document was cut off.
            (error) => quietly(() => exchange.end(error instanceof SyntaxError ? { error: null } : { error })),
          ),
        );
      return reading;
    };
    define(name, { value, writable: true });
  }

  const { clone } = response;
  if (typeof clone === 'function')
    define('clone', {
      writable: true,
      value: () => {
        const copy = clone.call(response);
        quietly(() => {
          exchange.branches++;
          watchResponse(copy, exchange);
        });
        return copy;
      },
    });

  // Where the body is the object's own, it is no real response, but a test's.
  if (!Object.hasOwn(response, 'body')) {
    const body = (): Response['body'] => Reflect.get(Object.getPrototypeOf(response), 'body', response);
    let watched: Response['body'] | undefined;
    define('body', {
      get() {
        if (watched === undefined) watched = (quietly(() => watchBody(body, exchange)) ?? body()) as Response['body'];
        return watched;
      },
    });
  }
  unread?.register(response, exchange);
}
