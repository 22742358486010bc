'use client';

import Link from 'next/link';
import { type ComponentProps, useState } from 'react';

/**
 * A link that asks for its page ahead only once somebody is about to follow it: asked for as soon as they are seen, the
 * pages of all links would keep the server from answering the page that is being looked at.
 */
export function PageLink(props: ComponentProps<typeof Link>) {
  const [isWanted, setIsWanted] = useState(false);
  const want = () => setIsWanted(true);
  return <Link {...props} prefetch={isWanted ? null : false} onPointerEnter={want} onFocus={want} />;
}
