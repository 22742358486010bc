import { type PageAnswer, type Posted, readPage, readPosted } from '../../../lib/status/posted.ts';
import { wireIncident, wirePage } from '../../../lib/status/wire.ts';

export const NOW = Date.parse('2026-03-10T12:00:00Z');
export const BASE = 'https://status.example';
export const at = (time: string): number => Date.parse(`2026-03-10T${time}Z`);
const iso = (time: string): string => `2026-03-10T${time}Z`;

/** An incident as Statuspage sends it, newest update first. */
export function wire(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'abc123',
    name: 'Elevated errors',
    status: 'resolved',
    impact: 'major',
    shortlink: 'https://stspg.example/abc123',
    created_at: iso('10:00:00.500'),
    started_at: iso('10:00:00.400'),
    resolved_at: iso('11:00:00.000'),
    updated_at: iso('11:00:00.100'),
    components: [{ id: 'c1', name: 'API', status: 'operational' }],
    incident_updates: [
      { id: 'u2', status: 'resolved', body: 'Over.', created_at: iso('11:00:00'), display_at: iso('11:00:00') },
      {
        id: 'u1',
        status: 'investigating',
        body: 'Looking.',
        created_at: iso('10:00:00.500'),
        display_at: iso('09:50:00'),
        affected_components: [{ code: 'c1', name: 'API', old_status: 'operational', new_status: 'partial_outage' }],
      },
    ],
    ...over,
  };
}

export const without = (value: Record<string, unknown>, ...names: string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));

export function posted(over: Record<string, unknown> = {}): Posted {
  return readPosted(wireIncident.parse(wire(over)), 'incident', BASE, NOW);
}

export function page(value: unknown): PageAnswer {
  return readPage(wirePage.parse(value), BASE, NOW);
}
