'use client';

import { SegmentedControl, Skeleton, Text } from '@mantine/core';
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs';
import { useSyncExternalStore } from 'react';
import { useConfig } from '../data/queries.ts';
import classes from './connect.module.css';
import { CopyLine } from './copy-line.tsx';
import { GatewayHeaders } from './gateway-headers.tsx';
import { INSTALLERS, reportSnippets } from './report-snippets.ts';
import { SnippetTabs } from './snippet-tabs.tsx';
import { claudeSnippets, openAiSnippet } from './snippets.ts';

const WAYS = ['gateway', 'report'] as const;
const LEADS = {
  gateway:
    'Give it the gateway’s address instead of the provider’s. Keys, models and streams stay as they are; prompts and answers are passed on and never stored.',
  report:
    'Calls go straight to the provider, and Weir is told of them. It sees everything but cannot retry for you. No prompt, answer or key is sent.',
};

const never = () => () => {};

/** The dashboard's address as the reader knows it; not known while the page is made on the server. */
function useOwnAddress(): string {
  return useSyncExternalStore(
    never,
    () => window.location.origin,
    () => '',
  );
}

/** What to paste so that calls come through the gateway or are reported, and whether they are. */
export function ConnectPage() {
  const { data: config, error } = useConfig();
  const dashboardUrl = useOwnAddress();
  const [way, setWay] = useQueryState('way', parseAsStringLiteral(WAYS).withDefault('gateway'));
  const [installer, setInstaller] = useQueryState('install', parseAsStringLiteral(INSTALLERS).withDefault('npm'));
  const [snippetId, setSnippetId] = useQueryState('snippet', parseAsString.withDefault(''));
  if (error && !config) return <Text role="alert">{error.message}</Text>;
  const snippetsOf = (gatewayUrl: string, hasToken: boolean, upstreams: { name: string; url: string }[]) =>
    way === 'gateway'
      ? [...claudeSnippets(gatewayUrl), openAiSnippet(gatewayUrl, upstreams)]
      : reportSnippets({ gatewayUrl, hasToken, dashboardUrl }, installer);
  return (
    <div className={classes.page}>
      <header>
        <h1 className={classes.title}>Connect a client</h1>
        <SegmentedControl
          className={classes.ways}
          value={way}
          onChange={(value) => {
            void setWay(value === 'report' ? 'report' : 'gateway');
            void setSnippetId(null);
          }}
          aria-label="How calls become known"
          data={[
            { value: 'gateway', label: 'Through the gateway' },
            { value: 'report', label: 'Reported' },
          ]}
        />
        <p className={classes.lead}>{LEADS[way]}</p>
        {way === 'report' ? null : config ? (
          <CopyLine line={config.gateway.url} />
        ) : (
          <Skeleton height={38} width={240} />
        )}
      </header>
      {config ? (
        <SnippetTabs
          snippets={snippetsOf(config.gateway.url, config.reportToken, config.upstreams)}
          chosenId={snippetId}
          onChoose={(id) => void setSnippetId(id)}
          installer={installer}
          onInstaller={(next) => void setInstaller(next)}
        />
      ) : (
        <Skeleton height={260} />
      )}
      {way === 'gateway' ? <GatewayHeaders /> : null}
    </div>
  );
}
