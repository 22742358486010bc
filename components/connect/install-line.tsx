'use client';

import { SegmentedControl } from '@mantine/core';
import classes from './connect.module.css';
import { CopyLine } from './copy-line.tsx';
import { INSTALLERS, type Installer } from './report-snippets.ts';

const NAMES: Record<Installer, string> = { npm: 'npm', bun: 'Bun', deno: 'Deno' };

interface InstallLineProps {
  line: string;
  installer: Installer;
  onInstaller: (installer: Installer) => void;
}

/** The line to run first, for what the application runs on. */
export function InstallLine({ line, installer, onInstaller }: InstallLineProps) {
  return (
    <div className={classes.install}>
      <SegmentedControl
        size="xs"
        value={installer}
        onChange={(value) => onInstaller(value as Installer)}
        aria-label="Install with"
        data={INSTALLERS.map((value) => ({ value, label: NAMES[value] }))}
      />
      <CopyLine line={line} />
    </div>
  );
}
