'use client';

import { type RefCallback, useCallback, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { type Drawer, Turns } from './turns.ts';

/** What is so close to the screen is drawn as if it were on it. */
const NEAR_PX = 64;
const PATIENCE_MS = 2_000;

/** As a task of its own: the browser answers to the reader in between, and paints when it can. */
const onNext = (run: () => void) => void setTimeout(run, 0);

function onIdle(run: () => void): void {
  if (globalThis.scheduler) void globalThis.scheduler.postTask(run, { priority: 'background' });
  // Safari has neither.
  else if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: PATIENCE_MS });
  else setTimeout(run, 1);
}

const turns = new Turns(onNext, onIdle);
if (typeof window !== 'undefined') window.addEventListener('beforeprint', () => turns.drawAll());

/**
 * The latest of something to be drawn whose turn has come; `null` before the first.
 * @param wanted what is to be drawn now; `null`: nothing yet, or nothing new
 * @param kind of what: the same kind anew, far from the screen, is drawn no sooner than it comes near
 * @returns with it the ref of the element that it is drawn in
 */
export function useTurn<T extends object>(
  wanted: T | null,
  kind: string,
): { ref: RefCallback<Element>; drawn: T | null } {
  const [drawn, setDrawn] = useState<T | null>(null);
  const latest = useRef(wanted);
  const askedKind = useRef<string | null>(null);
  const near = useRef(false);
  const [drawer] = useState<Drawer>(() => ({
    isNear: () => near.current,
    draw() {
      if (latest.current !== null) flushSync(() => setDrawn(latest.current));
    },
  }));

  useEffect(() => {
    latest.current = wanted;
    if (wanted === null) return;
    turns.ask(drawer, askedKind.current !== kind);
    askedKind.current = kind;
  }, [drawer, wanted, kind]);
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
