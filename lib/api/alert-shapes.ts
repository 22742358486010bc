/** What an alert can tell of. */
export const ALERT_EVENTS = [
  'episode_began',
  'episode_ended',
  'write_support',
  'limit_nearly_used',
  'spend_limit_hit',
] as const;
export type AlertEvent = (typeof ALERT_EVENTS)[number];

/** `webhook`: JSON of our own shape. `slack`: what Slack's incoming webhooks take. */
export const ALERT_KINDS = ['webhook', 'slack'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Where alerts go. The URL is a secret: it is shown masked, such as `https://hooks.slack.com/…k3Qx`. */
export interface AlertDestinationJson {
  id: string;
  name: string;
  kind: AlertKind;
  maskedUrl: string;
  events: AlertEvent[];
  enabled: boolean;
}

/** `GET /api/alerts`, and what `PUT` answers. */
export interface AlertsAnswer {
  destinations: AlertDestinationJson[];
}

/** One destination in `PUT /api/alerts`. */
export interface AlertDestinationInput {
  /** Of one that is there; left out: a new one. */
  id?: string;
  /** 1 to 60 characters. */
  name: string;
  kind: AlertKind;
  /** http or https, without user name; left out: as it is. A new one must have it. */
  url?: string;
  /** Left out: all. */
  events?: AlertEvent[];
  /** Left out: true. */
  enabled?: boolean;
}

/** `PUT /api/alerts`: the whole list, at most 10; those not in it are removed. */
export interface AlertsInput {
  destinations: AlertDestinationInput[];
}

/** `POST /api/alerts/test` takes `{ id }` and waits for one attempt. */
export interface AlertTestAnswer {
  ok: boolean;
  status: number | null;
  /** In words, such as `answers 404`; `null`: it went through. */
  problem: string | null;
  durationMs: number;
}

export interface AlertLogEntry {
  id: number;
  at: number;
  event: AlertEvent | 'test';
  /** What was told, in one line. */
  text: string;
  /** The destination's name as it was. */
  destination: string;
  state: 'waiting' | 'sent' | 'failed';
  tries: number;
  /** Of the last try. */
  status: number | null;
  problem: string | null;
  sentAt: number | null;
}

/** `GET /api/alerts/log`: the newest 200, newest first. */
export interface AlertLogAnswer {
  entries: AlertLogEntry[];
}
