import { toCallJson } from '../api/call-json.ts';
import type { LiveEvent } from '../api/live-shapes.ts';
import type { News } from './news.ts';

const encoder = new TextEncoder();

export function callsEvent(news: News): LiveEvent {
  const calls = news.finals.toReversed().map(toCallJson);
  return { type: 'calls', seq: news.seq, attempts: news.attempts, calls, more: news.ended > calls.length };
}

/** An event on the wire of server-sent events. JSON holds no line break, so it needs one `data` line. */
export function encodeEvent(event: LiveEvent): Uint8Array {
  return encoder.encode(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);
}

/** Keeps connections from being taken for dead, and tells us of those that are. */
export const HEARTBEAT = encoder.encode(': still here\n\n');

/** How long a client waits before it comes back. */
export const RECONNECT = encoder.encode('retry: 1000\n\n');
