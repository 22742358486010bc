import { Overview } from '../components/overview/overview.tsx';
import { requireSession } from '../lib/auth/require-session.ts';

export default async function OverviewPage() {
  await requireSession();
  return <Overview />;
}
