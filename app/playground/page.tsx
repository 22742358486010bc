import type { Metadata } from 'next';
import { Playground } from '../../components/playground/playground.tsx';
import { requireSession } from '../../lib/auth/require-session.ts';

export const metadata: Metadata = { title: 'Playground' };

export default async function PlaygroundPage() {
  await requireSession();
  return <Playground />;
}
