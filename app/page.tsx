import { Overview } from '../components/overview/overview.tsx';
import { present } from '../lib/api/present.ts';
import { requireSession } from '../lib/auth/require-session.ts';

export default async function OverviewPage() {
  await requireSession();
  return <Overview present={await present()} />;
}
