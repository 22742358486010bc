'use client';

import { Tabs } from '@mantine/core';
import { CodeBlock } from './code-block.tsx';
import classes from './connect.module.css';
import { FirstCall } from './first-call.tsx';
import { InstallLine } from './install-line.tsx';
import type { Installer } from './report-snippets.ts';
import type { Snippet } from './snippets.ts';

const LANGUAGES = { bash: 'Shell', ts: 'TypeScript', python: 'Python' };

interface SnippetTabsProps {
  snippets: Snippet[];
  /** One that is not among them stands for the first. */
  chosenId: string;
  onChoose: (id: string | null) => void;
  installer: Installer;
  onInstaller: (installer: Installer) => void;
}

/** One tab a client: what to paste, what to know, and whether its calls have come. */
export function SnippetTabs({ snippets, chosenId, onChoose, installer, onInstaller }: SnippetTabsProps) {
  const chosen = snippets.find(({ id }) => id === chosenId) ?? snippets[0];
  if (!chosen) return null;
  return (
    <Tabs value={chosen.id} onChange={onChoose} variant="outline" keepMounted={false}>
      <Tabs.List className={classes.tabs}>
        {snippets.map(({ id, label }) => (
          <Tabs.Tab key={id} value={id}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {snippets.map((snippet) => (
        <Tabs.Panel key={snippet.id} value={snippet.id} className={classes.panel}>
          {snippet.install ? (
            <InstallLine line={snippet.install} installer={installer} onInstaller={onInstaller} />
          ) : null}
          <CodeBlock code={snippet.code} label={snippet.label} title={LANGUAGES[snippet.language]} />
          <p className={classes.note}>{snippet.note}</p>
          <FirstCall snippet={snippet} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
