import { z } from 'zod';

/**
 * What status pages send, read leniently: a field that is missing or of another type is `null`, an entry without an id
 * is left out, unknown words pass. Statuspage v2 and incident.io's dialect of it.
 */

const ITEMS_MAX = 1000;

const text = z.string().nullish().catch(null);
const number = z.number().nullish().catch(null);
const time = z.union([z.string(), z.number()]).nullish().catch(null);
/** Ids go into addresses and keys. */
const id = z.union([z.string().regex(/^[\w-]{1,100}$/), z.number().int().transform(String)]);

/** A list of which unreadable entries are left out. Anything else than a list is an empty one. */
function listOf<T>(item: z.ZodType<T>) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((items) =>
      items.slice(0, ITEMS_MAX).flatMap((each) => {
        const read = item.safeParse(each);
        return read.success ? [read.data] : [];
      }),
    );
}

const wireComponent = z.object({
  id,
  name: text,
  status: text,
  position: number,
  group: z.boolean().nullish().catch(null),
  group_id: text,
});

const wireChange = z.object({ code: id, name: text, old_status: text, new_status: text });

const wireUpdate = z.object({
  id,
  status: text,
  body: text,
  created_at: time,
  display_at: time,
  affected_components: listOf(wireChange),
});

export const wireIncident = z.object({
  id,
  name: text,
  status: text,
  impact: text,
  shortlink: text,
  created_at: time,
  started_at: time,
  scheduled_for: time,
  resolved_at: time,
  updated_at: time,
  components: listOf(z.object({ id, name: text })),
  incident_updates: listOf(wireUpdate),
});
export type WireIncident = z.output<typeof wireIncident>;

/** `summary.json`, `incidents.json`, and whatever holds parts of them. A list that is not there is `null`. */
export const wirePage = z.object({
  page: z.object({ url: text }).nullish().catch(null),
  status: z.object({ indicator: text, description: text }).nullish().catch(null),
  components: listOf(wireComponent).nullish(),
  incidents: listOf(wireIncident).nullish(),
  scheduled_maintenances: listOf(wireIncident).nullish(),
});
export type WirePage = z.output<typeof wirePage>;

/** `incidents/CODE.json`: the incident itself, or within `incident`. */
export const wireSingle = z.union([
  z.object({ incident: wireIncident }).transform(({ incident }) => incident),
  wireIncident,
]);

/** `history.json?page=N`. */
export const wireHistory = z.object({
  months: listOf(
    z.object({
      year: z.number().int(),
      incidents: listOf(z.object({ code: id, name: text, message: text, impact: text, timestamp: text })),
    }),
  ),
});
export type WireHistory = z.output<typeof wireHistory>;
