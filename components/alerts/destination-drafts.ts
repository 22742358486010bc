import {
  ALERT_EVENTS,
  type AlertDestinationJson,
  type AlertEvent,
  type AlertKind,
  type AlertsInput,
} from '../../lib/api/alert-shapes.ts';
import type { FieldError } from '../../lib/scheduler/fields.ts';

/** A destination while it is edited. */
export interface DestinationDraft {
  /** Tells rows apart in the form. */
  key: string;
  /** `null`: a new one. */
  id: string | null;
  name: string;
  kind: AlertKind;
  /** Empty: as it is. The URL itself never comes back from the server. */
  url: string;
  maskedUrl: string | null;
  events: AlertEvent[];
  enabled: boolean;
}

export function draftOf({ id, name, kind, maskedUrl, events, enabled }: AlertDestinationJson): DestinationDraft {
  return { key: id, id, name, kind, url: '', maskedUrl, events, enabled };
}

/** @param key one that no other row has */
export function newDraft(key: string): DestinationDraft {
  return {
    key,
    id: null,
    name: '',
    kind: 'webhook',
    url: '',
    maskedUrl: null,
    events: [...ALERT_EVENTS],
    enabled: true,
  };
}

/** The whole list as `PUT /api/alerts` takes it: a URL only where one was typed. */
export function inputOf(drafts: readonly DestinationDraft[]): AlertsInput {
  return {
    destinations: drafts.map(({ id, name, kind, url, events, enabled }) => ({
      ...(id === null ? {} : { id }),
      name: name.trim(),
      kind,
      ...(url.trim() === '' ? {} : { url: url.trim() }),
      events,
      enabled,
    })),
  };
}

/** What the server said of one field of one row, in its own words. */
export function errorOf(fields: readonly FieldError[], index: number, field: string): string | undefined {
  const path = `destinations[${index}].${field}`;
  return fields.find((error) => error.field === path || error.field.startsWith(`${path}[`))?.message;
}
