import type { MessagePort } from 'node:worker_threads';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import type { Durability, OpenAttempt, PolicyChange, ReportedAttempt, WriteResult } from '../store.ts';
import type { StoreErrorCode } from '../store-error.ts';

/** What the thread is started with. */
export interface WorkerData {
  path: string;
}

/** A trouble as it crosses the thread's border. */
export interface Trouble {
  code: StoreErrorCode;
  message: string;
}

export type CommitMessage = {
  type: 'commit';
  batches: Attempt[][];
  opened: OpenAttempt[];
  /** The process that these notes belong to, alive now; `null`: it has none. */
  processId: string | null;
  nowMs: number;
  durability: Durability;
};

export type ToWorker =
  | CommitMessage
  | { type: 'settle'; id: number; processId: string; nowMs: number }
  | { type: 'policies'; id: number }
  /** Another thread may write by this port: `PortMessage` in, `PortAnswer` out. */
  | { type: 'connect'; port: MessagePort }
  | { type: 'close' };

/** What became of one batch. `retry`: nothing was written of it, for a reason that may pass. */
export type BatchOutcome = { kind: 'written'; result: WriteResult } | { kind: 'refused' | 'retry'; trouble: Trouble };

export type FromWorker =
  | { type: 'opened' }
  /** Answers a `commit`, one outcome a batch; `notes` tells whether the notes were taken. */
  | { type: 'committed'; outcomes: BatchOutcome[]; notes: Trouble | null }
  | { type: 'answer'; id: number; value: number | PolicyChange | null }
  | { type: 'failed'; id: number; trouble: Trouble }
  /** Something besides a commit failed: opening, or syncing. */
  | { type: 'trouble'; trouble: Trouble };

/** `write`: commits a part of what another thread has to write. `sync`: makes what was written survive a power cut. */
export type PortRequest = { kind: 'write'; attempts: ReportedAttempt[] } | { kind: 'sync' };
export type PortMessage = PortRequest & { id: number };

export interface PortAnswer {
  id: number;
  outcome: BatchOutcome;
  /** How long it took in the writer's thread. */
  tookMs: number;
}
