import { SettingsPage } from '../../components/settings/settings-page.tsx';
import { requireSession } from '../../lib/auth/require-session.ts';

export const metadata = { title: 'Settings' };

export default async function Page() {
  await requireSession();
  return <SettingsPage />;
}
