import type { IncidentJson } from '../../lib/api/incident-shapes.ts';
import type { ChartRegion } from '../charts/chart-types.ts';

export type ImpactTone = ChartRegion['tone'];

/** How grave an incident is, of the four that are told apart; pages use other words now and then. */
export function impactTone({ kind, impact }: Pick<IncidentJson, 'kind' | 'impact'>): ImpactTone {
  if (kind === 'maintenance' || impact === 'maintenance') return 'maintenance';
  return impact === 'critical' || impact === 'major' ? impact : 'minor';
}

/** An impact in words, the page's own where it is none of the usual. */
export function impactWords({ kind, impact }: Pick<IncidentJson, 'kind' | 'impact'>): string {
  if (kind === 'maintenance') return 'Maintenance';
  if (impact === 'none') return 'No impact';
  const word = impact.replaceAll('_', ' ');
  return word === '' ? 'Unknown impact' : `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
