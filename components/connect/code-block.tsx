'use client';

import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './connect.module.css';

/** Lines to paste, with one button that copies them all. */
export function CodeBlock({ code, label, title = label }: { code: string; label: string; title?: string }) {
  return (
    <div className={classes.block}>
      <div className={classes.blockHead}>
        <span>{title}</span>
        <CopyButton value={code} timeout={1500}>
          {({ copied, copy }) => (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
              onClick={copy}
            >
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={`What to paste for ${label}`}>
        <pre>
          <code>{code}</code>
        </pre>
      </section>
    </div>
  );
}
