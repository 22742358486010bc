import type { Config } from '../config.ts';
import { cookieValue, sessionCookieName } from './cookie.ts';
import { GuessThrottle } from './guess-throttle.ts';
import { peerOf } from './peer.ts';
import { Sessions } from './sessions.ts';
import { bearerToken, isSameSecret } from './token.ts';

/** Whether someone may read. `wait`: guesses came too fast, and nothing was compared. */
export type Access = { kind: 'granted' } | { kind: 'denied' } | { kind: 'wait'; waitMs: number };

const GRANTED: Access = { kind: 'granted' };
const DENIED: Access = { kind: 'denied' };

/** The dashboard's one lock: its token, the sessions begun with it, and the patience with wrong guesses. */
export class Lock {
  private readonly token: string | null;
  private readonly cookieName: string;
  private readonly sessions: Sessions | null;
  private readonly throttle = new GuessThrottle();

  constructor(config: Pick<Config, 'token' | 'databasePath' | 'dashboardPort'>) {
    this.token = config.token;
    this.cookieName = sessionCookieName(config.dashboardPort);
    this.sessions = config.token === null ? null : new Sessions(`${config.databasePath}-sessions`, config.token);
  }

  /** Without a token everyone who can reach the door may read. */
  get isOpen(): boolean {
    return this.token === null;
  }

  /** Whether a request with these headers may be answered: by its session, else by its bearer token. */
  check(headers: Headers, nowMs: number): Access {
    if (this.isOpen || this.hasSession(headers, nowMs)) return GRANTED;
    const given = bearerToken(headers.get('authorization'));
    return given === null ? DENIED : this.guess(given, peerOf(headers), nowMs);
  }

  hasSession(headers: Headers, nowMs: number): boolean {
    const id = this.sessionId(headers);
    return id !== null && (this.sessions?.isValid(id, nowMs) ?? false);
  }

  /** Compares a guess at the token, unless the last wrong one from there is too recent. */
  guess(given: string, peer: string, nowMs: number): Access {
    if (this.token === null) return GRANTED;
    const waitMs = this.throttle.waitMs(peer, nowMs);
    if (waitMs > 0) return { kind: 'wait', waitMs };
    if (!isSameSecret(given, this.token)) {
      this.throttle.failed(peer, nowMs);
      return DENIED;
    }
    this.throttle.succeeded(peer);
    return GRANTED;
  }

  /** Begins a session; returns the value for its cookie. */
  beginSession(nowMs: number): string {
    if (!this.sessions) throw new Error('without a token there are no sessions');
    return this.sessions.begin(nowMs);
  }

  endSession(headers: Headers, nowMs: number): void {
    const id = this.sessionId(headers);
    if (id !== null) this.sessions?.end(id, nowMs);
  }

  get cookie(): string {
    return this.cookieName;
  }

  private sessionId(headers: Headers): string | null {
    return cookieValue(headers.get('cookie'), this.cookieName);
  }
}
