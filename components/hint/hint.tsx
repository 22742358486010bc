'use client';

// biome-ignore lint/style/noRestrictedImports: everywhere else this stands for it
import { Tooltip } from '@mantine/core';
import {
  cloneElement,
  type FocusEvent,
  type PointerEvent,
  type ReactElement,
  useEffect,
  useRef,
  useState,
} from 'react';

interface Handlers {
  onPointerEnter?: (event: PointerEvent<HTMLElement>) => void;
  onPointerLeave?: (event: PointerEvent<HTMLElement>) => void;
  onFocus?: (event: FocusEvent<HTMLElement>) => void;
  onBlur?: (event: FocusEvent<HTMLElement>) => void;
}

interface HintProps {
  label: string;
  multiline?: boolean;
  maw?: number;
  /** What is explained. It takes handlers of events, and whatever else this is given: a menu's target may be hinted at. */
  children: ReactElement<Handlers>;
}

const REST_MS = 250;

/**
 * Words that show while a mouse rests on something, or the keyboard's focus. What shows them is made when they are first
 * wanted: a page has many such words, few of which are read, and what places them costs more than what they explain.
 */
export function Hint({ label, multiline = false, maw, children, ...passed }: HintProps) {
  const [target, setTarget] = useState<HTMLElement | null>(null);
  const [opened, setOpened] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const show = (element: HTMLElement) => {
    setTarget(element);
    setOpened(true);
  };
  const hide = () => {
    clearTimeout(timer.current);
    setOpened(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!opened) return;
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && setOpened(false);
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [opened]);

  const { props: own } = children;
  const handlers: Handlers = {
    onPointerEnter: (event) => {
      own.onPointerEnter?.(event);
      const { currentTarget, pointerType } = event;
      clearTimeout(timer.current);
      if (pointerType !== 'touch') timer.current = setTimeout(show, REST_MS, currentTarget);
    },
    onPointerLeave: (event) => {
      own.onPointerLeave?.(event);
      hide();
    },
    onFocus: (event) => {
      own.onFocus?.(event);
      if (event.target.matches(':focus-visible')) show(event.currentTarget);
    },
    onBlur: (event) => {
      own.onBlur?.(event);
      hide();
    },
  };
  return (
    <>
      {cloneElement(children, { ...passed, ...handlers })}
      {target && <Tooltip target={target} opened={opened} label={label} multiline={multiline} maw={maw} />}
    </>
  );
}
