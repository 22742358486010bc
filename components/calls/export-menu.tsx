'use client';

import { Button, Menu, Text } from '@mantine/core';
import { IconBraces, IconDownload, IconFileText, IconFileTypeCsv, IconHash } from '@tabler/icons-react';
import type { ExportFormat } from '../../lib/export/formats.ts';
import { type Scope, scopeQuery } from '../data/scope.ts';
import classes from './calls.module.css';
import { ExportProgress } from './export-progress.tsx';
import { useExport } from './use-export.ts';

const FORMATS: readonly { format: ExportFormat; label: string; hint: string; icon: typeof IconHash }[] = [
  { format: 'report', label: 'Support report', hint: 'Markdown to paste into a ticket', icon: IconFileText },
  { format: 'ids', label: 'Request ids', hint: 'One a line', icon: IconHash },
  { format: 'csv', label: 'CSV', hint: 'Every attempt, for a spreadsheet', icon: IconFileTypeCsv },
  { format: 'jsonl', label: 'JSON lines', hint: 'Every attempt, for a program', icon: IconBraces },
];

interface ExportMenuProps {
  scope: Scope;
  search: string;
  /** What is saved, in a few words. */
  what?: string;
}

/** Saves all attempts that match what the page shows, not only the rows that are loaded. */
export function ExportMenu({ scope, search, what = 'All attempts that match, in this range' }: ExportMenuProps) {
  const { progress, start, cancel, dismiss } = useExport();
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={270}>
        <Menu.Target>
          <Button variant="default" fw={520} className={classes.export} aria-label="Export">
            <IconDownload size={16} aria-hidden="true" />
            <span className={classes.exportLabel}>Export</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{what}</Menu.Label>
          {FORMATS.map(({ format, label, hint, icon: Icon }) => (
            <Menu.Item
              key={format}
              leftSection={<Icon size={18} />}
              onClick={() => void start(label, scopeQuery(scope, { search: search.trim(), format }), scopeQuery(scope))}
            >
              <Text size="sm">{label}</Text>
              <Text size="xs" c="dimmed">
                {hint}
              </Text>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ExportProgress progress={progress} onCancel={cancel} onDismiss={dismiss} />
    </>
  );
}
