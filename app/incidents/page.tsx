import { IncidentsPage } from '../../components/incidents/incidents-page.tsx';
import { present } from '../../lib/api/present.ts';
import { requireSession } from '../../lib/auth/require-session.ts';

export const metadata = { title: 'Incidents' };

export default async function Page() {
  await requireSession();
  return <IncidentsPage status={(await present()).status} />;
}
