'use client';

import { Skeleton, Tabs, Text } from '@mantine/core';
import { parseAsString, useQueryState } from 'nuqs';
import { useConfig } from '../data/queries.ts';
import { CodeBlock } from './code-block.tsx';
import classes from './connect.module.css';
import { CopyLine } from './copy-line.tsx';
import { FirstCall } from './first-call.tsx';
import { claudeSnippets, openAiSnippet } from './snippets.ts';

const LANGUAGES = { bash: 'Shell', ts: 'TypeScript', python: 'Python' };

/** What to paste so that calls come through the gateway, and whether they do. */
export function ConnectPage() {
  const { data: config, error } = useConfig();
  const [snippetId, setSnippetId] = useQueryState('snippet', parseAsString.withDefault('claude-code'));
  if (error && !config) return <Text role="alert">{error.message}</Text>;
  const snippets = config
    ? [...claudeSnippets(config.gateway.url), openAiSnippet(config.gateway.url, config.upstreams)]
    : [];
  const chosen = snippets.find(({ id }) => id === snippetId) ?? snippets[0];
  return (
    <div className={classes.page}>
      <header>
        <h1 className={classes.title}>Connect a client</h1>
        <p className={classes.lead}>
          Give it the gateway’s address instead of the provider’s. Keys, models and streams stay as they are; prompts
          and answers are passed on and never stored.
        </p>
        {config ? <CopyLine line={config.gateway.url} /> : <Skeleton height={38} width={240} />}
      </header>
      {chosen ? (
        <Tabs value={chosen.id} onChange={(id) => void setSnippetId(id)} variant="outline" keepMounted={false}>
          <Tabs.List className={classes.tabs}>
            {snippets.map(({ id, label }) => (
              <Tabs.Tab key={id} value={id}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {snippets.map((snippet) => (
            <Tabs.Panel key={snippet.id} value={snippet.id} className={classes.panel}>
              <CodeBlock code={snippet.code} label={snippet.label} title={LANGUAGES[snippet.language]} />
              <p className={classes.note}>{snippet.note}</p>
              <FirstCall snippet={snippet} />
            </Tabs.Panel>
          ))}
        </Tabs>
      ) : (
        <Skeleton height={260} />
      )}
      <section className={classes.headers}>
        <h2>Optional headers</h2>
        <dl>
          <div>
            <dt>
              <code>x-weir-app: NAME</code>
            </dt>
            <dd>names the application on charts and filters</dd>
          </div>
          <div>
            <dt>
              <code>x-weir-retries: 0</code>
            </dt>
            <dd>how often the gateway may retry this call, 0 to 20</dd>
          </div>
          <div>
            <dt>
              <code>x-weir-max-wait-ms: 5000</code>
            </dt>
            <dd>how long it may wait in all, before it hands back the provider’s answer</dd>
          </div>
        </dl>
      </section>
    </div>
  );
}
