'use client';

import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import type { RefObject } from 'react';
import type { CallJson } from '../../lib/api/shapes.ts';

interface CallKeysOptions {
  /** Ids in the order they are shown. */
  order: RefObject<string[]>;
  calls: readonly CallJson[];
  activeId: string | null;
  setActiveId: (id: string | null) => void;
  openId: string | null;
  setOpenId: (id: string | null) => unknown;
  searchInput: RefObject<HTMLInputElement | null>;
}

/** j, k, enter, c, / and escape on the list of calls. */
export function useCallKeys(options: CallKeysOptions): void {
  const { order, calls, activeId, setActiveId, openId, setOpenId, searchInput } = options;
  const move = (by: number) => {
    const ids = order.current;
    const at = activeId === null ? -1 : ids.indexOf(activeId);
    const next = ids[at < 0 ? 0 : Math.min(Math.max(at + by, 0), ids.length - 1)];
    if (!next) return;
    setActiveId(next);
    if (openId !== null) void setOpenId(next);
  };
  const copy = () => {
    const requestId = calls.find(({ id }) => id === activeId)?.requestId;
    if (!requestId) return notifications.show({ message: 'This call has no request id', color: 'gray' });
    void navigator.clipboard.writeText(requestId).then(
      () => notifications.show({ message: `Copied ${requestId}` }),
      () => notifications.show({ message: 'The browser did not allow copying', color: 'red' }),
    );
  };
  useHotkeys([
    ['j', () => move(1)],
    ['k', () => move(-1)],
    ['Enter', () => activeId && openId === null && void setOpenId(activeId), { preventDefault: false }],
    ['c', copy],
    ['/', () => searchInput.current?.focus()],
    ['Escape', () => setActiveId(null)],
  ]);
}
