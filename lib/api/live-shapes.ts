import type { CallJson } from './shapes.ts';

/** How far the record and what goes on besides had come: equal as long as there is no news. */
export interface LiveMark {
  /** Of attempts. */
  seq: number;
  /** Of policies, episodes, incidents and components; of one process of the dashboard. */
  news: string;
}

/** `data` of the events of `GET /api/live`. `id` is `seq`; a client that comes back sends it as `Last-Event-ID`. */
export type LiveEvent =
  /** First of all: where the stream begins. */
  | ({ type: 'hello'; version: string } & LiveMark)
  /** Attempts were written; `calls` are those of them that ended a call, newest first, at most 100. */
  | { type: 'calls'; seq: number; attempts: number; calls: CallJson[]; more: boolean }
  /** The policies were changed. */
  | { type: 'policies'; seq: number }
  /** An episode began or ended, or a status page changed: fetch status, incidents, episodes and verdict anew. */
  | { type: 'incidents'; seq: number }
  /** Too much happened since `Last-Event-ID`, or the client reads too slowly: fetch anew. */
  | { type: 'reset'; seq: number };
