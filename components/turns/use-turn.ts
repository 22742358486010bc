'use client';

import { type RefCallback, useCallback, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { onIdle } from './at-rest.ts';
import { type Drawer, Turns } from './turns.ts';

/** What is so close to the screen is drawn as if it were on it. */
const NEAR_PX = 64;

/** As a task of its own: the browser answers to the reader in between, and paints when it can. */
const onNext = (run: () => void) => void setTimeout(run, 0);

const turns = new Turns(onNext, onIdle);
if (typeof window !== 'undefined') window.addEventListener('beforeprint', () => turns.drawAll());

/**
 * The latest of something to be drawn whose turn has come: of what is near the screen at once, with all else that the page
 * draws. What there is at first is drawn at once as well, so that a page can come with it; `null` while nothing was.
 * @param wanted what is to be drawn now; `null`: nothing yet, or nothing new
 * @param kind of what: the same kind anew, far from the screen, is drawn no sooner than it comes near
 * @returns with it the ref of the element that it is drawn in
 */
export function useTurn<T extends object>(
  wanted: T | null,
  kind: string,
): { ref: RefCallback<Element>; drawn: T | null } {
  const [drawn, setDrawn] = useState(wanted);
  const latest = useRef(wanted);
  const askedKind = useRef<string | null>(null);
  const near = useRef(false);
  const [drawer] = useState<Drawer>(() => ({
    isNear: () => near.current,
    draw() {
      if (latest.current !== null) flushSync(() => setDrawn(latest.current));
    },
  }));

  if (near.current && wanted !== null && wanted !== drawn) setDrawn(wanted);

  useEffect(() => {
    latest.current = wanted;
    if (wanted === null) return;
    if (wanted !== drawn) turns.ask(drawer, askedKind.current !== kind);
    askedKind.current = kind;
  }, [drawer, wanted, drawn, kind]);
  useEffect(
    () => () => {
      turns.leave(drawer);
      askedKind.current = null;
    },
    [drawer],
  );

  const ref = useCallback((element: Element | null) => {
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        near.current = entries.at(-1)?.isIntersecting ?? false;
        if (near.current) turns.look();
      },
      { rootMargin: `${NEAR_PX}px` },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, drawn };
}
