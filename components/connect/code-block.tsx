'use client';

import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './connect.module.css';

/** Lines to paste, with one button that copies them all. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div className={classes.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={`What to paste for ${label}`}>
        <pre>
          <code>{code}</code>
        </pre>
      </section>
      <CopyButton value={code} timeout={1500}>
        {({ copied, copy }) => (
          <Button
            className={classes.blockCopy}
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
  );
}
