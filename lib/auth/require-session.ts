import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { dashboard } from '../api/dashboard.ts';

/** Where a reader is sent on after logging in. */
const LOGIN_PATH = '/login';

/**
 * Of every page but the login, first of all: without a session (where a token is set) leads to the login page, from
 * which the reader comes back to where they were going.
 */
export async function requireSession(): Promise<void> {
  const own = await headers();
  const { lock } = dashboard();
  if (lock.isOpen || lock.hasSession(own, Date.now())) return;
  redirect(`${LOGIN_PATH}?next=${encodeURIComponent(own.get('x-weir-path') ?? '/')}`);
}
