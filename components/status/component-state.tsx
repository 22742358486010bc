import type { StatusComponentJson } from '../../lib/api/status-shapes.ts';
import { componentLook } from './component-look.ts';
import classes from './status.module.css';

/** A component of a status page with its state, told by shape and word. */
export function ComponentState({ component }: { component: StatusComponentJson }) {
  const { icon: Icon, label, tone } = componentLook(component.status);
  return (
    <span className={classes.component}>
      <Icon size={16} stroke={2} aria-hidden="true" data-tone={tone} className={classes.icon} />
      <span className={classes.name}>{component.name}</span>
      <span data-tone={tone} className={classes.state}>
        {label}
      </span>
    </span>
  );
}
