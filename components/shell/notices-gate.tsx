'use client';

import { useNotifications } from '@mantine/notifications';
import dynamic from 'next/dynamic';
import { useEver } from './use-ever.ts';
import { useLoadLater } from './use-load-later.ts';

const load = () => import('./notices.tsx');
const Notices = dynamic(() => load().then((module) => module.Notices), { ssr: false });

/** Where notices appear, from the first one on. */
export function NoticesGate() {
  const { notifications } = useNotifications();
  const isWanted = useEver(notifications.length > 0);
  useLoadLater(load);
  return isWanted ? <Notices /> : null;
}
