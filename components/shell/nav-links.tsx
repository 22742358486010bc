'use client';

import { usePathname } from 'next/navigation';
import { PageLink } from '../links/page-link.tsx';
import { isOnPage, PAGES } from './pages.ts';
import classes from './shell.module.css';

/** The pages, as a rail on wide screens and as tabs under the thumb on narrow ones. */
export function NavLinks() {
  const pathname = usePathname();
  return PAGES.map(({ href, label, icon: Icon }) => (
    <PageLink
      key={href}
      href={href}
      className={classes.link}
      aria-current={isOnPage(pathname, href) ? 'page' : undefined}
    >
      <Icon size={21} stroke={1.7} aria-hidden="true" />
      {label}
    </PageLink>
  ));
}
