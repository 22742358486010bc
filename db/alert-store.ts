/** Where alerts go. The address is a secret: whoever has it can write there. */
export interface DestinationRecord {
  id: string;
  name: string;
  /** How what is sent is written. */
  kind: string;
  url: string;
  /** The events that are sent there. */
  events: string[];
  enabled: boolean;
}

/** One alert to be sent to one destination. */
export interface NewAlert {
  atMs: number;
  event: string;
  /** In one line. */
  text: string;
  /** What is sent. */
  body: string;
  destinationId: string;
  /** The destination's name. */
  destination: string;
}

export interface AlertRecord extends NewAlert {
  id: number;
  state: 'waiting' | 'sent' | 'failed';
  tries: number;
  nextTryMs: number;
  /** Of the last try. */
  status: number | null;
  problem: string | null;
  sentMs: number | null;
}

export type AlertChange = Pick<AlertRecord, 'state' | 'tries' | 'nextTryMs' | 'status' | 'problem' | 'sentMs'>;

/** All that is kept of alerts. Asynchronous, as `Store` is. */
export interface AlertStore {
  /** In the order in which they were put. */
  destinations(): Promise<DestinationRecord[]>;
  /** Replaces them all. What waits for one that is gone is given up. */
  putDestinations(destinations: readonly DestinationRecord[]): Promise<void>;
  /** What `note` kept last; `null`: nothing yet. */
  state(): Promise<unknown>;
  /** Keeps what has been told and what is to be sent for it, both or neither: so each is sent once. */
  note(state: unknown, alerts: readonly NewAlert[]): Promise<void>;
  /** Those that wait and whose time has come, oldest first. */
  due(nowMs: number, limit: number): Promise<AlertRecord[]>;
  change(id: number, change: AlertChange): Promise<void>;
  /** Keeps one that was sent already, such as a test. */
  add(alert: NewAlert, change: AlertChange): Promise<void>;
  /** Newest first. */
  log(limit: number): Promise<AlertRecord[]>;
  close(): Promise<void>;
}
