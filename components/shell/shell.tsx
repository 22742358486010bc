'use client';

import { AppShell } from '@mantine/core';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { NotifierGate } from '../alerts/notifier-gate.tsx';
import { PageLink } from '../links/page-link.tsx';
import { HealthBanner } from './health-banner.tsx';
import { Logo } from './logo.tsx';
import { NavLinks } from './nav-links.tsx';
import classes from './shell.module.css';
import { ShellHeader } from './shell-header.tsx';
import { ToolsGate } from './tools-gate.tsx';

/** The frame of every page but the login. */
export function Shell({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  if (pathname === '/login') return <main className={classes.main}>{children}</main>;
  return (
    <AppShell
      layout="alt"
      header={{ height: 52 }}
      navbar={{ width: 88, breakpoint: 'sm', collapsed: { mobile: true } }}
      footer={{ height: { base: 'calc(64px + env(safe-area-inset-bottom))', sm: 0 } }}
    >
      <a href="#content" className={classes.skip}>
        Skip to content
      </a>
      <AppShell.Header className={classes.header}>
        <ShellHeader />
      </AppShell.Header>
      <AppShell.Navbar className={classes.rail} aria-label="Pages" visibleFrom="sm">
        <PageLink href="/" className={classes.railBrand} aria-label="Weir, to the overview">
          <Logo size={34} />
        </PageLink>
        <NavLinks />
      </AppShell.Navbar>
      <AppShell.Main className={classes.main}>
        <HealthBanner />
        <div id="content" tabIndex={-1} className={classes.content}>
          {children}
        </div>
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm">
        <nav className={classes.tabs} aria-label="Pages">
          <NavLinks />
        </nav>
      </AppShell.Footer>
      <ToolsGate />
      <NotifierGate />
    </AppShell>
  );
}
