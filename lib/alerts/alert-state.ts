/** An episode that was told of and whose end was not. */
export interface ToldEpisode {
  startMs: number;
  supportTold: boolean;
}

/** Something that is on or off, and is told of when it goes on. */
export interface Switch {
  /** It was told of, and has not been off for long enough since. */
  told: boolean;
  /** Since when it has been as it is, told or not. */
  onSinceMs: number | null;
  offSinceMs: number | null;
}

/** What has been told, to be kept from one look to the next and over restarts. Plain data. */
export interface AlertState {
  /** By provider. */
  episodes: Record<string, ToldEpisode>;
  /** By provider. */
  spend: Record<string, Switch>;
  /** By provider, account, model and name. */
  limits: Record<string, Switch>;
}

export function emptyAlertState(): AlertState {
  return { episodes: {}, spend: {}, limits: {} };
}

const OFF: Switch = { told: false, onSinceMs: null, offSinceMs: null };

export interface SwitchRule {
  /** On for so long, it is told of. */
  afterMs: number;
  /** Off for so long, it can be told of again. */
  againAfterMs: number;
}

/** How a switch stands after a look. Out also: whether to tell of it now. */
export function turn(
  before: Switch | undefined,
  isOn: boolean,
  { afterMs, againAfterMs }: SwitchRule,
  nowMs: number,
): { next: Switch; tell: boolean } {
  const was = before ?? OFF;
  if (!isOn) {
    const offSinceMs = was.offSinceMs ?? nowMs;
    const forgotten = nowMs - offSinceMs >= againAfterMs;
    return { next: { told: was.told && !forgotten, onSinceMs: null, offSinceMs }, tell: false };
  }
  const onSinceMs = was.onSinceMs ?? nowMs;
  const tell = !was.told && nowMs - onSinceMs >= afterMs;
  return { next: { told: was.told || tell, onSinceMs, offSinceMs: null }, tell };
}
