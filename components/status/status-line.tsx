'use client';

import { Anchor, Popover, Skeleton, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconClockExclamation } from '@tabler/icons-react';
import type { StatusAnswer, StatusPageJson } from '../../lib/api/status-shapes.ts';
import { useStatus } from '../data/incident-queries.ts';
import { incidentHref } from '../incidents/links.ts';
import { PageLink } from '../links/page-link.tsx';
import { Time } from '../time/time.tsx';
import { ComponentState } from './component-state.tsx';
import { shownComponents } from './shown-components.ts';
import classes from './status.module.css';

/** What the status pages say of the components that count, and how old that is. @param first what the page came with */
export function StatusLine({ first }: { first: StatusAnswer | null }) {
  const { data, error } = useStatus(first);
  if (error && !data)
    return <div className={classes.line}>The status page’s record cannot be read: {error.message}</div>;
  if (!data)
    return (
      <div className={classes.line} aria-busy="true">
        <Skeleton height={12} width="min(480px, 70%)" />
      </div>
    );
  if (data.pages.length === 0)
    return <div className={classes.line}>No status page is followed: WEIR_STATUS_PAGES is empty.</div>;
  return data.pages.map((page) => <PageLine key={page.name} page={page} named={data.pages.length > 1} />);
}

function PageLine({ page, named }: { page: StatusPageJson; named: boolean }) {
  const { shown, present, restWell } = shownComponents(page);
  const open = page.incidents.find(({ counts }) => counts) ?? page.incidents[0];
  return (
    <div className={classes.line}>
      <Anchor href={page.url} target="_blank" rel="noreferrer" inherit className={classes.label}>
        {named ? `Status page of ${page.name}` : 'Status page'}
      </Anchor>
      {shown.map((component) => (
        <ComponentState key={component.id} component={component} />
      ))}
      {present.length > 0 ? <AllComponents page={page} restWell={restWell} /> : null}
      {open ? (
        <Anchor component={PageLink} href={incidentHref(open.id)} inherit className={classes.incident}>
          {open.name}
        </Anchor>
      ) : null}
      <span className={classes.age} data-stale={page.stale || undefined}>
        {page.stale ? <IconClockExclamation size={15} aria-hidden="true" /> : null}
        {page.ageText}
      </span>
    </div>
  );
}

function AllComponents({ page, restWell }: { page: StatusPageJson; restWell: number }) {
  const { present } = shownComponents(page);
  const label = restWell > 0 ? `${restWell} ${restWell === 1 ? 'other' : 'others'} operational` : 'All components';
  return (
    <Popover position="bottom-start" shadow="md" width={360} withinPortal>
      <Popover.Target>
        <UnstyledButton className={classes.more}>
          {label}
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <ul className={classes.all}>
          {present.map((component) => (
            <li key={component.id}>
              <ComponentState component={component} />
              {component.status === 'operational' ? null : (
                <small>
                  since <Time ms={component.since} />
                </small>
              )}
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
