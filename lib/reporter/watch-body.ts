import type { Reading } from './exchange.ts';
import { quietly } from './quietly.ts';

type Body = ReadableStream<Uint8Array>;
type Controller = ReadableStreamDefaultController<Uint8Array> & Partial<ReadableByteStreamController>;

/** Of an error's body that the application drops, how much is read all the same to learn what the error was. */
const DROPPED_BYTES = 16_384;
const DROPPED_MS = 1000;

/** Whether the stream lends itself to readers that bring their own buffer, as those of `fetch` do. */
function isByteStream(body: Body): boolean {
  return (
    quietly(() => {
      body.getReader({ mode: 'byob' }).releaseLock();
      return true;
    }) ?? false
  );
}

/** Reads what is left of a small error body, so that its sense is not lost with it. */
async function readDropped(reader: ReadableStreamDefaultReader<Uint8Array>, reading: Reading): Promise<void> {
  const timer = setTimeout(() => reader.cancel().catch(() => {}), DROPPED_MS);
  try {
    for (let bytes = 0; bytes < DROPPED_BYTES; ) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
      reading.write(value);
    }
    await reader.cancel();
  } finally {
    clearTimeout(timer);
    reading.end('left');
  }
}

/**
 * The body's bytes as another stream, looked at as they pass. It reads only when it is read (back-pressure is the
 * application's own), holds nothing, and passes on the end, the error and the cancelling.
 * @param native the response's own body; asked for again when reading begins, as `clone()` changes it
 * @param isError an error's body, worth reading even if the application drops it
 */
export function watchBody(native: () => Body | null, reading: Reading, isError: boolean): Body | null {
  const body = native();
  if (!body) {
    reading.end('complete');
    return body;
  }
  // Not a web stream (node-fetch), or someone else reads it already: its head is all that can be told.
  if (typeof body.getReader !== 'function' || body.locked) {
    reading.end('complete');
    return body;
  }
  let reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
  const open = (controller: Controller) => {
    if (reader) return reader;
    reader = (native() as Body).getReader();
    // An abort is felt at once, whether or not someone is reading just then.
    reader.closed.catch((error) => {
      quietly(() => reading.end({ error }));
      quietly(() => controller.error(error));
    });
    return reader;
  };
  const source = {
    async pull(controller: Controller) {
      const { done, value } = await open(controller).read();
      if (done) {
        quietly(() => reading.end('complete'));
        controller.close();
        controller.byobRequest?.respond(0);
      } else {
        quietly(() => reading.write(value));
        controller.enqueue(value);
      }
    },
    cancel(reason: unknown) {
      if (!reader && isError) {
        readDropped((native() as Body).getReader(), reading).catch(() => {});
        return undefined;
      }
      quietly(() => reading.end('left'));
      return (reader ?? (native() as Body)).cancel(reason);
    },
  };
  // Byte streams take over the buffers of what is put into them: only where the buffers were handed over to us too.
  return isByteStream(body)
    ? new ReadableStream({ type: 'bytes', ...source } as UnderlyingByteSource, { highWaterMark: 0 })
    : new ReadableStream(source as UnderlyingDefaultSource<Uint8Array>, { highWaterMark: 0 });
}
