const encoder = new TextEncoder();

/**
 * A stream that asks for the next piece only when the reader has taken the last. When the reader leaves or `signal`
 * aborts, `source` is ended too; an aborted stream is seen to be broken, never as complete.
 * @param onBytes told of each piece, as it is taken
 */
export function textStream(
  source: AsyncGenerator<string>,
  signal: AbortSignal,
  onBytes: (bytes: number) => void = () => {},
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          signal.throwIfAborted();
          const { done, value } = await source.next();
          signal.throwIfAborted();
          if (done) {
            controller.close();
            return;
          }
          const chunk = encoder.encode(value);
          onBytes(chunk.length);
          controller.enqueue(chunk);
        } catch (error) {
          controller.error(error);
          await source.return(undefined);
        }
      },
      async cancel() {
        await source.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
