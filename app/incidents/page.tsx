import { IncidentsPage } from '../../components/incidents/incidents-page.tsx';
import { requireSession } from '../../lib/auth/require-session.ts';

export const metadata = { title: 'Incidents' };

export default async function Page() {
  await requireSession();
  return <IncidentsPage />;
}
