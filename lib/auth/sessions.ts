import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

export const SESSION_LIFETIME_MS = 30 * 24 * 3_600_000;
const SESSION_BYTES = 32;
const MAX_SESSIONS = 200;

const SessionFile = z.array(z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), expiresAtMs: z.number() }));
type StoredSession = z.infer<typeof SessionFile>[number];

function readSessions(path: string): StoredSession[] {
  try {
    return SessionFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // None yet, or not ours to understand: everyone logs in again.
    return [];
  }
}

/**
 * Who is logged in. A session is a random value that the browser keeps; here stands only its hash, keyed with the
 * token, in a file beside the database: it outlives a restart, and a new token ends every session.
 */
export class Sessions {
  private readonly path: string;
  private readonly token: string;
  private sessions: Map<string, number>;

  constructor(path: string, token: string) {
    this.path = path;
    this.token = token;
    this.sessions = new Map(readSessions(path).map(({ hash, expiresAtMs }) => [hash, expiresAtMs]));
  }

  /** Begins a session; returns the value for the cookie. */
  begin(nowMs: number): string {
    const id = randomBytes(SESSION_BYTES).toString('base64url');
    this.sessions.set(this.hash(id), nowMs + SESSION_LIFETIME_MS);
    this.keep(nowMs);
    return id;
  }

  isValid(id: string, nowMs: number): boolean {
    return (this.sessions.get(this.hash(id)) ?? 0) > nowMs;
  }

  end(id: string, nowMs: number): void {
    if (this.sessions.delete(this.hash(id))) this.keep(nowMs);
  }

  private hash(id: string): string {
    return createHmac('sha256', this.token).update(id).digest('hex');
  }

  /** Drops what is over and the oldest beyond the limit, and writes the rest in one step. */
  private keep(nowMs: number): void {
    const live = [...this.sessions].filter(([, expiresAtMs]) => expiresAtMs > nowMs).slice(-MAX_SESSIONS);
    this.sessions = new Map(live);
    const stored: StoredSession[] = live.map(([hash, expiresAtMs]) => ({ hash, expiresAtMs }));
    mkdirSync(dirname(this.path), { recursive: true });
    const draft = `${this.path}.${process.pid}.tmp`;
    writeFileSync(draft, JSON.stringify(stored), { mode: 0o600 });
    renameSync(draft, this.path);
  }
}
