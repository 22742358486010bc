'use client';

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

/** The frame of every page but the login. It is laid out by its style sheet alone, and so stands before any script. */
export function Shell({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  if (pathname === '/login') return <main className={classes.main}>{children}</main>;
  return (
    <div className={classes.frame}>
      <a href="#content" className={classes.skip}>
        Skip to content
      </a>
      <header className={classes.header}>
        <ShellHeader />
      </header>
      <nav className={classes.rail} aria-label="Pages">
        <PageLink href="/" className={classes.railBrand} aria-label="Weir, to the overview">
          <Logo size={34} />
        </PageLink>
        <NavLinks />
      </nav>
      <main className={classes.main}>
        <HealthBanner />
        <div id="content" tabIndex={-1} className={classes.content}>
          {children}
        </div>
      </main>
      <footer className={classes.footer}>
        <nav className={classes.tabs} aria-label="Pages">
          <NavLinks />
        </nav>
      </footer>
      <ToolsGate />
      <NotifierGate />
    </div>
  );
}
