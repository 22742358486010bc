import { CallsPage } from '../../components/calls/calls-page.tsx';

export const metadata = { title: 'Calls' };

export default function Page() {
  return <CallsPage />;
}
