'use client';

import { Skeleton, Tabs } from '@mantine/core';
import dynamic from 'next/dynamic';
import classes from './playground.module.css';
import { PolicyPicker } from './policy-picker.tsx';
import { TABS, usePlaygroundState } from './use-playground-state.ts';

const loading = () => <Skeleton height={420} radius="md" />;
const SchedulePanel = dynamic(() => import('./schedule-panel.tsx'), { loading });
const FleetPanel = dynamic(() => import('./fleet-panel.tsx'), { ssr: false, loading });
const ReplayPanel = dynamic(() => import('./replay-panel.tsx'), { loading });
const CodePanel = dynamic(() => import('./code-panel.tsx'), { loading });

const LABELS: readonly [(typeof TABS)[number], string][] = [
  ['schedule', 'Schedule'],
  ['fleet', 'Fleet'],
  ['replay', 'Replay'],
  ['code', 'Take it away'],
];

/** Where one sees a retry policy think: alone, in a fleet, against one's own past. The gateway runs the same module. */
export function Playground() {
  const state = usePlaygroundState();
  return (
    <div className={classes.page}>
      <header>
        <h1 className={classes.title}>Playground</h1>
        <p className={classes.lead}>
          See what a retry policy does: to one call, to a fleet, and to your own past failures. It runs the very module
          that the gateway retries with.
        </p>
      </header>
      <div className={classes.columns}>
        <PolicyPicker state={state} />
        <Tabs
          className={classes.main}
          value={state.tab}
          onChange={(tab) => void state.set({ tab: TABS.find((known) => known === tab) }, { history: 'push' })}
          keepMounted={false}
        >
          <Tabs.List className={classes.tabs}>
            {LABELS.map(([value, label]) => (
              <Tabs.Tab key={value} value={value}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="schedule">
            <SchedulePanel state={state} />
          </Tabs.Panel>
          <Tabs.Panel value="fleet">
            <FleetPanel state={state} />
          </Tabs.Panel>
          <Tabs.Panel value="replay">
            <ReplayPanel state={state} />
          </Tabs.Panel>
          <Tabs.Panel value="code">
            <CodePanel state={state} />
          </Tabs.Panel>
        </Tabs>
      </div>
    </div>
  );
}
