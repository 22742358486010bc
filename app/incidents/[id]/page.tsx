import { decodedPart } from '../../../components/data/decoded-part.ts';
import { IncidentDetail } from '../../../components/incidents/incident-detail.tsx';
import { requireSession } from '../../../lib/auth/require-session.ts';

export const metadata = { title: 'Incident' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  await requireSession();
  return <IncidentDetail id={decodedPart((await params).id)} />;
}
