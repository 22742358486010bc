import type { RunningProcess } from '../processes.ts';

/** Something between a client and the upstream that can be measured. */
export interface Target {
  name: string;
  /** Without a trailing slash. */
  url: string;
  /** What a client must send besides the usual. */
  headers: Record<string, string>;
  process: RunningProcess;
  /** How many attempts it has on record, where it records. */
  recorded?: () => Promise<number>;
}

export interface TargetContext {
  /** Address of the upstream. */
  upstreamUrl: string;
  /** A folder of its own for files. */
  scratch: string;
}

/** Starts a target; `null` with a line that says why when it is not installed here. */
export type StartTarget = (context: TargetContext) => Promise<Target | { missing: string }>;

export const urlOf = (process: RunningProcess): string => `http://127.0.0.1:${process.port}`;
