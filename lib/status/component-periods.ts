import type { ComponentStatus, TimeRange } from '../../db/status-store.ts';
import type { Incident } from '../insight/incident.ts';

/** A stretch in which a component had one status. */
export interface ComponentPeriod {
  componentId: string;
  fromMs: number;
  toMs: number;
  status: string;
  /** `seen`: we looked. `told`: from what the page's updates say of the time before we looked. */
  source: 'seen' | 'told';
}

/**
 * The status of each component over a range, oldest first, without gaps from the first that is known on. Before our first
 * look it is what the incidents' updates tell.
 */
export function componentPeriods(
  seen: readonly ComponentStatus[],
  incidents: readonly Incident[],
  { fromMs, toMs }: TimeRange,
): ComponentPeriod[] {
  const points = new Map<string, { atMs: number; status: string; source: ComponentPeriod['source'] }[]>();
  const add = (id: string, atMs: number, status: string, source: ComponentPeriod['source']): void => {
    const list = points.get(id) ?? [];
    list.push({ atMs, status, source });
    points.set(id, list);
  };
  const firstSeen = new Map<string, number>();
  for (const { componentId, atMs, status } of seen) {
    firstSeen.set(componentId, Math.min(atMs, firstSeen.get(componentId) ?? atMs));
    add(componentId, atMs, status, 'seen');
  }
  for (const { updates } of incidents)
    for (const { createdMs, components } of updates)
      for (const { id, newStatus } of components)
        if (newStatus !== null && createdMs < (firstSeen.get(id) ?? Number.POSITIVE_INFINITY))
          add(id, createdMs, newStatus, 'told');
  return [...points].flatMap(([componentId, list]) => {
    const sorted = list.sort((a, b) => a.atMs - b.atMs);
    const changes = sorted.filter(({ status, source }, index) => {
      const before = sorted[index - 1];
      return before?.status !== status || before.source !== source;
    });
    return changes.flatMap(({ atMs, status, source }, index): ComponentPeriod[] => {
      const start = Math.max(fromMs, atMs);
      const end = Math.min(toMs, changes[index + 1]?.atMs ?? toMs);
      return start < end ? [{ componentId, fromMs: start, toMs: end, status, source }] : [];
    });
  });
}
