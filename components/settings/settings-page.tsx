'use client';

import { Skeleton, Tabs } from '@mantine/core';
import dynamic from 'next/dynamic';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import classes from './settings.module.css';

const loading = () => <Skeleton height={420} radius="md" />;
const PolicySettings = dynamic(() => import('./policy-settings.tsx'), { ssr: false, loading });
const AlertSettings = dynamic(() => import('../alerts/alert-settings.tsx'), { ssr: false, loading });
const SourceSettings = dynamic(() => import('./source-settings.tsx'), { ssr: false, loading });
const StorageSettings = dynamic(() => import('./storage-settings.tsx'), { ssr: false, loading });

const TABS = ['policies', 'alerts', 'sources', 'storage'] as const;
const LABELS: Record<(typeof TABS)[number], string> = {
  policies: 'Policies',
  alerts: 'Alerts',
  sources: 'Upstreams and status pages',
  storage: 'Storage',
};

/** What can be changed here, and what was set up where Weir was started. */
export function SettingsPage() {
  const [tab, setTab] = useQueryState(
    'tab',
    parseAsStringLiteral(TABS).withDefault('policies').withOptions({ history: 'push' }),
  );
  return (
    <div className={classes.page}>
      <h1 className={classes.hidden}>Settings</h1>
      <Tabs
        value={tab}
        onChange={(next) => void setTab(TABS.find((known) => known === next) ?? null)}
        keepMounted={false}
      >
        <Tabs.List className={classes.tabs}>
          {TABS.map((value) => (
            <Tabs.Tab key={value} value={value}>
              {LABELS[value]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="policies" pt="md">
          <PolicySettings />
        </Tabs.Panel>
        <Tabs.Panel value="alerts" pt="md">
          <AlertSettings />
        </Tabs.Panel>
        <Tabs.Panel value="sources" pt="md">
          <SourceSettings />
        </Tabs.Panel>
        <Tabs.Panel value="storage" pt="md">
          <StorageSettings />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
