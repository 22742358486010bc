'use client';

import classes from './connect.module.css';
import { CopyIconButton } from './copy-icon-button.tsx';

/** One line to paste, with its copy button. */
export function CopyLine({ line }: { line: string }) {
  return (
    <div className={classes.line}>
      <code>{line}</code>
      <CopyIconButton value={line} label="Copy this line" />
    </div>
  );
}
