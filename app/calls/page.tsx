import { CallsPage } from '../../components/calls/calls-page.tsx';
import { requireSession } from '../../lib/auth/require-session.ts';

export const metadata = { title: 'Calls' };

export default async function Page() {
  await requireSession();
  return <CallsPage />;
}
