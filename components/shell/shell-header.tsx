'use client';

import { ActionIcon, Kbd, UnstyledButton } from '@mantine/core';
import { IconKeyboard, IconSearch } from '@tabler/icons-react';
import { usePathname } from 'next/navigation';
import { Hint } from '../hint/hint.tsx';
import { PageLink } from '../links/page-link.tsx';
import { DisplayMenu } from './display-menu.tsx';
import { LiveStatus } from './live-status.tsx';
import { Logo } from './logo.tsx';
import { isOnPage, PAGES } from './pages.ts';
import classes from './shell.module.css';
import { palette, shortcutsHelp } from './tools.ts';
import { ZoneToggle } from './zone-toggle.tsx';

export function ShellHeader() {
  const pathname = usePathname();
  return (
    <>
      <PageLink href="/" className={classes.brand} aria-label="Weir, to the overview">
        <Logo />
        Weir
      </PageLink>
      <span className={classes.place}>{PAGES.find(({ href }) => isOnPage(pathname, href))?.label}</span>
      <div className={classes.grow} />
      <UnstyledButton className={classes.search} onClick={palette.open}>
        <IconSearch size={16} aria-hidden="true" />
        <span className={classes.searchText}>Search or paste a request id</span>
        <Kbd size="xs" visibleFrom="md">
          Ctrl K
        </Kbd>
      </UnstyledButton>
      <LiveStatus />
      <ZoneToggle />
      <Hint label="Keyboard shortcuts (?)">
        <ActionIcon size="lg" visibleFrom="sm" aria-label="Keyboard shortcuts" onClick={shortcutsHelp.open}>
          <IconKeyboard size={19} />
        </ActionIcon>
      </Hint>
      <DisplayMenu />
    </>
  );
}
