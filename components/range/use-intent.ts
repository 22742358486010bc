'use client';

import { useCallback, useEffect, useRef } from 'react';

/** Who rests on something this long means it; who only passes over it does not. */
const DWELL_MS = 60;

export interface IntentHandlers {
  onPointerEnter: () => void;
  onPointerLeave: () => void;
  onPointerDown: () => void;
  onFocus: () => void;
  onBlur: () => void;
}

/**
 * Tells what the reader is about to choose: what the pointer or the keyboard's focus rests on, or a button that is
 * pressed and not yet let go.
 * @returns what to put on the element that stands for a value
 */
export function useIntent<T>(onIntent: (value: T) => void): (value: T) => IntentHandlers {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (value) => {
      const stop = () => clearTimeout(timer.current);
      const dwell = () => {
        stop();
        timer.current = setTimeout(onIntent, DWELL_MS, value);
      };
      return {
        onPointerEnter: dwell,
        onPointerLeave: stop,
        onPointerDown: () => {
          stop();
          onIntent(value);
        },
        onFocus: dwell,
        onBlur: stop,
      };
    },
    [onIntent],
  );
}
