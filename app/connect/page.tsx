import { ConnectPage } from '../../components/connect/connect-page.tsx';
import { requireSession } from '../../lib/auth/require-session.ts';

export const metadata = { title: 'Connect' };

export default async function Page() {
  await requireSession();
  return <ConnectPage />;
}
