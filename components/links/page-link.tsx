'use client';

// biome-ignore lint/style/noRestrictedImports: everywhere else this stands for it
import Link from 'next/link';
import { type ComponentProps, type FocusEvent, type PointerEvent, useState } from 'react';

/**
 * A link that asks for its page ahead only once somebody is about to follow it: asked for as soon as they are seen, the
 * pages of all links would keep the server from answering the page that is being looked at.
 */
export function PageLink({ onPointerEnter, onFocus, ...props }: Omit<ComponentProps<typeof Link>, 'prefetch'>) {
  const [isWanted, setIsWanted] = useState(false);
  const handlers = {
    onPointerEnter: (event: PointerEvent<HTMLAnchorElement>) => {
      onPointerEnter?.(event);
      setIsWanted(true);
    },
    onFocus: (event: FocusEvent<HTMLAnchorElement>) => {
      onFocus?.(event);
      setIsWanted(true);
    },
  };
  return <Link {...props} {...handlers} prefetch={isWanted ? null : false} />;
}
