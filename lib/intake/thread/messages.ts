import type { MessagePort } from 'node:worker_threads';

/** What a body holds, by the path it came to. */
export type JobKind = 'reports' | 'traces' | 'logs' | 'metrics';
export type BodyEncoding = 'json' | 'protobuf';

export interface Job {
  kind: JobKind;
  encoding: BodyEncoding;
  gzip: boolean;
  body: ArrayBuffer;
}

/** What became of the records in a body. */
export interface IntakeCounts {
  accepted: number;
  duplicates: number;
  rejected: number;
  /** Understood, but nothing that tells of a call. */
  unused: number;
}

export const NO_COUNTS: IntakeCounts = { accepted: 0, duplicates: 0, rejected: 0, unused: 0 };

/** How a body is to be answered. */
export interface JobAnswer {
  status: number;
  /** Of the gateway's `x-weir-error`; `null` for 200. */
  code: string | null;
  contentType: string;
  body: string | Uint8Array;
  retryAfterMs: number | null;
  counts: IntakeCounts;
}

/** What the thread is started with. */
export interface IntakeSettings {
  databasePath: string;
  retentionDays: number;
  /** The gateway's own addresses, `host:port` in lower case: a call that goes there is told of by the gateway itself. */
  ownHosts: string[];
  /** Where the gateway's upstreams are: an HTTP client's span of a request to one of these is one of a provider. */
  upstreams: { name: string; host: string }[];
}

export type ToIntake = { type: 'job'; id: number; job: Job } | { type: 'writer'; port: MessagePort };
export interface FromIntake {
  id: number;
  answer: JobAnswer;
  /** What the thread takes of memory by now. */
  heapBytes: number;
}
