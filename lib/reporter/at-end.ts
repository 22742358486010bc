import type { Outbox } from './outbox.ts';
import { quietly } from './quietly.ts';

interface Around {
  process?: { on?(event: string, listener: () => void): unknown };
  document?: { visibilityState?: string; addEventListener?(event: string, listener: () => void): unknown };
}

/**
 * Sends what waits when there is nothing left to do: at Node's `beforeExit` (also Bun's and Deno's), and when a
 * browser's page is hidden, which it also is before it goes. A process that is ended by a signal, by an error that
 * nobody catches or by `process.exit` gets no time to send: it has to call `flush()` itself before.
 */
export function flushAtEnd(outboxes: ReadonlySet<Outbox>): void {
  const { process, document } = globalThis as Around;
  let tried = 0;
  const flush = () => {
    // Sending makes a process go on for a while, and `beforeExit` come again: each state is tried once.
    let state = 0;
    for (const { stats } of outboxes) state += stats().queued + stats().sent;
    if (state !== tried) for (const outbox of outboxes) void outbox.flush(true);
    tried = state;
  };
  quietly(() => process?.on?.('beforeExit', flush));
  quietly(() =>
    document?.addEventListener?.('visibilitychange', () => document.visibilityState === 'hidden' && flush()),
  );
}
