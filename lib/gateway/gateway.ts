import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writer } from '../../db/writer/writer.ts';
import type { Config } from '../config.ts';
import type { Call } from './call.ts';
import type { ClientRetries } from './client-retries.ts';
import type { Counters } from './counters.ts';
import type { KeyedHash } from './hash-key.ts';
import type { KeptBytes } from './kept-bytes.ts';
import type { Log, QuietLog } from './log.ts';
import type { Recorder } from './recorder.ts';
import type { Slots } from './slots.ts';
import type { UpstreamLinks } from './upstreams.ts';

/** Takes what others report. */
export interface Intake {
  /** Serves `/report/...` and `/otlp/...`; `path` is without the query. */
  serve(request: IncomingMessage, response: ServerResponse, path: string): void;
  /** Answers what it has taken, within `timeoutMs`, and ends. */
  close(timeoutMs: number): Promise<void>;
}

/** What all calls of a gateway share. */
export interface Gateway {
  config: Config;
  log: Log;
  quietLog: QuietLog;
  counters: Counters;
  writer: Writer;
  recorder: Recorder;
  upstreams: UpstreamLinks;
  hash: KeyedHash;
  clientRetries: ClientRetries;
  keptBytes: KeptBytes;
  /** Under way. */
  calls: Slots<Call>;
  /** Tells this process's open attempts from those of another. */
  processId: string;
  intake: Intake | null;
  /** Uniform draws from 0 up to 1. */
  random: () => number;
}
