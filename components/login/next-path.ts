/** Where to go after the login: a path of this site, never another host; the overview when it is anything else. */
export function nextPath(next: string | null): string {
  return next && /^\/(?![/\\])[^\s\\]*$/.test(next) && !next.startsWith('/login') ? next : '/';
}
