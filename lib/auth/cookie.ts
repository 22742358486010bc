import { SESSION_LIFETIME_MS } from './sessions.ts';

/** Browsers share cookies between the ports of a host, so the port is part of the name. */
export function sessionCookieName(dashboardPort: number): string {
  return `weir_session_${dashboardPort}`;
}

/** The value of a cookie in a `Cookie` header; `null`: it is not there. */
export function cookieValue(header: string | null, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim() || null;
  }
  return null;
}

/** `Set-Cookie` that begins a session, or with `null` ends it. */
export function sessionCookie(name: string, value: string | null, secure: boolean): string {
  const maxAge = value === null ? 0 : SESSION_LIFETIME_MS / 1000;
  return `${name}=${value ?? ''}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}
