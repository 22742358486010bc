import {
  IconGauge,
  IconListDetails,
  IconPlayerPlay,
  IconPlugConnected,
  IconSettings,
  IconTimelineEvent,
  type TablerIcon,
} from '@tabler/icons-react';

export interface PageEntry {
  href: string;
  label: string;
  /** What one finds there, for the palette. */
  description: string;
  icon: TablerIcon;
}

/** Every page of the navigation, in order. An entry is added together with its page. */
export const PAGES: readonly PageEntry[] = [
  { href: '/', label: 'Overview', description: 'What is going on now: rates, outcomes, latency', icon: IconGauge },
  { href: '/calls', label: 'Calls', description: 'Every call, searchable, with its attempts', icon: IconListDetails },
  {
    href: '/incidents',
    label: 'Incidents',
    description: 'What the status page posted, laid under your own numbers',
    icon: IconTimelineEvent,
  },
  {
    href: '/playground',
    label: 'Playground',
    description: 'What a retry policy does, to one call and to a fleet',
    icon: IconPlayerPlay,
  },
  { href: '/connect', label: 'Connect', description: 'What to paste so that calls come here', icon: IconPlugConnected },
  {
    href: '/settings',
    label: 'Settings',
    description: 'Policies with their history, alerts, upstreams, status pages, storage',
    icon: IconSettings,
  },
];

/** Whether `pathname` lies on the page or below it. */
export function isOnPage(pathname: string, href: string): boolean {
  return href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`);
}
