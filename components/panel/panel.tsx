import type { ReactNode } from 'react';
import classes from './panel.module.css';

interface PanelProps {
  /** What it is called where it is read aloud. */
  label: string;
  title: string;
  /** Beside the title, smaller. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A part of a page that stands by itself, under a title. */
export function Panel({ label, title, aside, children }: PanelProps) {
  return (
    <section className={classes.panel} aria-label={label}>
      <h2 className={classes.title}>
        {title} {aside ? <small>{aside}</small> : null}
      </h2>
      {children}
    </section>
  );
}

/** A remark in a panel, such as why nothing is in it. */
export function PanelNote({ children }: { children: ReactNode }) {
  return <p className={classes.note}>{children}</p>;
}
