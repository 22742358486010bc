'use client';

import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { StatusPageJson } from '../../lib/api/status-shapes.ts';
import { formatDuration } from '../../lib/format/number.ts';
import { useStatus } from '../data/incident-queries.ts';
import { useConfig } from '../data/queries.ts';
import { ComponentState } from '../status/component-state.tsx';
import classes from './settings.module.css';

/** Where calls go and which status pages are followed, as it was set up when Weir was started. */
export default function SourceSettings() {
  const { data: config, error } = useConfig();
  const { data: status } = useStatus();
  if (error && !config) return <p role="alert">{error.message}</p>;
  if (!config || !status) return <Skeleton height={320} radius="md" />;
  return (
    <div className={classes.stack}>
      <section className={classes.card}>
        <h2 className={classes.heading}>Upstreams</h2>
        <p className={classes.lead}>
          Set by <code>WEIR_UPSTREAMS</code>. The first serves <code>/v1/…</code>, each serves <code>/to/NAME/…</code>.
        </p>
        <dl className={classes.facts}>
          {config.upstreams.map(({ name, url }) => (
            <Fact key={name} label={name}>
              {url}
            </Fact>
          ))}
        </dl>
      </section>
      <section className={classes.card}>
        <h2 className={classes.heading}>Status pages</h2>
        <p className={classes.lead}>
          Set by <code>WEIR_STATUS_PAGES</code>, read every {formatDuration(status.intervalMs)} (
          <code>WEIR_STATUS_INTERVAL</code>). Which components count is set by <code>WEIR_STATUS_COMPONENTS</code>.
        </p>
        {status.pages.length === 0 ? <p className={classes.faint}>None: polling is off.</p> : null}
        {status.pages.map((page) => (
          <StatusPageFacts key={page.name} page={page} />
        ))}
      </section>
      <section className={classes.card}>
        <h2 className={classes.heading}>Doors</h2>
        <p className={classes.lead}>Set in the environment or a .env file; a change takes a restart.</p>
        <dl className={classes.facts}>
          <Fact label="Gateway">{config.gateway.url}</Fact>
          <Fact label="Started to observe only (WEIR_OBSERVE_ONLY)">{config.observeOnly ? 'yes' : 'no'}</Fact>
          <Fact label="Dashboard’s password (WEIR_TOKEN)">
            {config.login ? 'set' : 'not set: everyone here can read'}
          </Fact>
          <Fact label="Reports need a token (WEIR_REPORT_TOKEN)">{config.reportToken ? 'yes' : 'no'}</Fact>
          <Fact label="Version">{config.version}</Fact>
        </dl>
      </section>
    </div>
  );
}

function StatusPageFacts({ page }: { page: StatusPageJson }) {
  const counting = page.components.filter(({ countsFor }) => countsFor.length > 0);
  return (
    <dl className={classes.facts}>
      <Fact label="Page">
        {page.name}
        <br />
        <span className={classes.faint}>{page.ageText}</span>
      </Fact>
      <Fact label="Addresses, in the order they are tried">
        <ul className={classes.plain}>
          {page.addresses.map(({ url, problem }) => (
            <li key={url}>
              {url}
              {problem ? <span className={classes.bad}> {problem}</span> : null}
            </li>
          ))}
        </ul>
      </Fact>
      <Fact label="Components that count">
        {counting.length === 0 ? 'none is known by these names' : null}
        <ul className={classes.plain}>
          {counting.map((component) => (
            <li key={component.id}>
              <ComponentState component={component} />
              <span className={classes.faint}> for {component.countsFor.join(', ')}</span>
            </li>
          ))}
        </ul>
      </Fact>
      <Fact label="Its past">{page.historyComplete ? 'read as deep as it gives it' : 'still being read'}</Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
