'use client';

import { Alert, Anchor, Button, CopyButton, Group, Modal, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { exportFileName } from '../../lib/export/file-name.ts';
import { toRequestError } from '../data/api-client.ts';
import { apiQuery } from '../data/api-query.ts';
import { saveFile } from '../files/save-file.ts';
import { PageLink } from '../links/page-link.tsx';
import { Time } from '../time/time.tsx';
import classes from './incidents.module.css';
import { callsHref } from './links.ts';
import type { SupportReportButton } from './support-report-button.tsx';

type Props = Omit<React.ComponentProps<typeof SupportReportButton>, 'prominent'> & { onClose: () => void };

async function fetchReport(query: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(`/api/export?${query}`, { signal });
  if (!response.ok) throw toRequestError(response.status, await response.json().catch(() => null));
  return response.text();
}

/** The report for support over a window: to read, to copy, to save. */
export default function SupportReport({ span, filters, onClose }: Props) {
  const query = apiQuery({ from: String(span.from), to: String(span.to), filters }, { format: 'report' });
  const { data, error } = useQuery({
    queryKey: ['report', query],
    queryFn: ({ signal }) => fetchReport(query, signal),
  });
  return (
    <Modal opened onClose={onClose} title="Support report" size="xl">
      <p className={classes.reportLead}>
        What failed from <Time ms={span.from} /> to <Time ms={span.to} />, with the request ids.{' '}
        <Anchor component={PageLink} href={callsHref(span, filters)} inherit>
          See these calls
        </Anchor>
        , where every other export is.
      </p>
      {error ? (
        <Alert color="gray" role="alert" title="The report could not be written">
          {error.message}
        </Alert>
      ) : null}
      {data === undefined && !error ? <Skeleton height={360} /> : null}
      {data === undefined ? null : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <section className={classes.report} tabIndex={0} aria-label="The report">
            <pre>{data}</pre>
          </section>
          <Group justify="flex-end" mt="md">
            <Button
              variant="default"
              onClick={() =>
                saveFile(
                  exportFileName('support-report', 'md', span.from, span.to),
                  data,
                  'text/markdown;charset=utf-8',
                )
              }
            >
              Save
            </Button>
            <CopyButton value={data}>
              {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Copied' : 'Copy'}</Button>}
            </CopyButton>
          </Group>
        </>
      )}
    </Modal>
  );
}
