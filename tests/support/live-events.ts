import { type IncomingMessage, request } from 'node:http';
import { createParser } from 'eventsource-parser';
import type { LiveEvent } from '../../lib/api/live-shapes.ts';

const POLL_MS = 10;

export interface LiveReader {
  status: number;
  response: IncomingMessage;
  events: LiveEvent[];
  /** Resolves with the first event that fits. @throws Error when none came in time */
  until(fits: (event: LiveEvent) => boolean, withinMs?: number): Promise<LiveEvent>;
  /** Resolves once the server has ended the stream. */
  ended: Promise<void>;
  leave(): void;
}

/** Opens an event stream on a socket of its own. */
export function readLive(url: string, headers: Record<string, string> = {}): Promise<LiveReader> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent: false, headers: { 'accept-encoding': 'gzip, br', ...headers } }, (response) => {
      const events: LiveEvent[] = [];
      const parser = createParser({ onEvent: ({ data }) => events.push(JSON.parse(data)) });
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => parser.feed(chunk));
      const ended = new Promise<void>((end) => response.on('close', () => end()));
      resolve({
        status: response.statusCode ?? 0,
        response,
        events,
        ended,
        leave: () => asked.destroy(),
        async until(fits, withinMs = 5_000) {
          const deadlineMs = Date.now() + withinMs;
          while (Date.now() < deadlineMs) {
            const found = events.find(fits);
            if (found) return found;
            await new Promise((wake) => setTimeout(wake, POLL_MS));
          }
          throw new Error(`no such event within ${withinMs} ms, only ${JSON.stringify(events)}`);
        },
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}
