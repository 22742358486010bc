import type { Attempt } from '../../lib/outcome/attempt.ts';
import { ALL_SERIES, MARGINALS } from '../rollup/marginals.ts';
import { addTo, type CellAddition } from '../rollup/merge-cells.ts';
import { type Dimension, OTHER_LABEL } from '../store.ts';
import type { Connection } from './connection.ts';

/** All that attempts are filtered and grouped by; as in the `series` table. */
export interface SeriesLabels {
  provider: string;
  endpoint: string;
  model: string;
  stream: boolean;
  app: string;
  client: string;
  source: string;
  outcome: string;
  status: number;
}
export type Series = SeriesLabels & { id: number };

export interface CardinalityLimits {
  /** Distinct values told apart of model, app, client and endpoint each, and of providers. */
  labels: number;
  /** Distinct combinations told apart. */
  series: number;
}

export const DEFAULT_LIMITS: CardinalityLimits = { labels: 2_000, series: 20_000 };

/** What can become `other`. The rest has few values by nature. */
const OPEN_DIMENSIONS = ['model', 'app', 'client', 'endpoint', 'provider'] as const;
type OpenDimension = (typeof OPEN_DIMENSIONS)[number];

export interface RegisteredSeries {
  id: number;
  /** Dimensions whose label became `other`. */
  collapsed: readonly OpenDimension[];
}

const SELECT = 'SELECT id, provider, endpoint, model, stream, app, client, source, outcome, status FROM series';
const NONE: readonly OpenDimension[] = [];

/** The `series` table, kept in memory: rows are only ever added. */
export class SeriesRegistry {
  readonly limits: CardinalityLimits;
  /** Another number whenever what is remembered has changed. */
  version = 0;
  private readonly db: Connection;
  private readonly byId = new Map<number, Series>();
  private readonly byKey = new Map<string, RegisteredSeries>();
  private readonly labels = new Map<OpenDimension, Set<string>>(OPEN_DIMENSIONS.map((name) => [name, new Set()]));
  /** By marginal and series: the first series that counts as one with it. Ids only grow, so the first stays the first. */
  private readonly representatives = MARGINALS.map(() => new Map<string, number>());
  private lastId = 0;
  private reported = false;

  constructor(db: Connection, limits: CardinalityLimits) {
    this.db = db;
    this.limits = limits;
  }

  /** All series, those included that another connection has added. */
  all(): ReadonlyMap<number, Series> {
    const added = this.db
      .prepare<[number], Omit<Series, 'stream'> & { stream: number }>(`${SELECT} WHERE id > ? ORDER BY id`)
      .all(this.lastId);
    for (const row of added) this.remember({ ...row, stream: row.stream === 1 });
    return this.byId;
  }

  /** Whether anything is on record that did not come through the gateway. */
  get hasReports(): boolean {
    if (this.lastId === 0) this.all();
    return this.reported;
  }

  get(id: number): Series {
    const known = this.byId.get(id) ?? this.all().get(id);
    if (!known) throw new Error(`series ${id} is referred to but not there`);
    return known;
  }

  /** The series of an attempt, added if need be. Within a write transaction only. */
  register(attempt: Attempt): RegisteredSeries {
    const labels = labelsOf(attempt);
    const key = keyOf(labels);
    const known = this.byKey.get(key);
    if (known) return known;
    this.all();
    const found = this.byKey.get(key) ?? this.add(labels);
    // Remembered under the labels as they came too, so that the next one is quick. A flood is not remembered.
    if (this.byKey.size < this.limits.series * 2) this.byKey.set(key, found);
    return found;
  }

  /** Additions by series as a marginal's rollups count them: under the first series of each outcome and label. */
  intoMarginal(marginal: number, bySeries: Map<number, CellAddition>): Map<number, CellAddition> {
    if (marginal === ALL_SERIES) return bySeries;
    const merged = new Map<number, CellAddition>();
    for (const [seriesId, addition] of bySeries) {
      const representative = this.representatives[marginal]?.get(marginalKey(this.get(seriesId), marginal));
      if (representative !== undefined) addTo(merged, representative, addition);
    }
    return merged;
  }

  /** Forgets everything: what a transaction added that was then rolled back is not there. */
  reset(): void {
    this.version++;
    this.byId.clear();
    this.byKey.clear();
    for (const values of this.labels.values()) values.clear();
    for (const first of this.representatives) first.clear();
    this.lastId = 0;
    this.reported = false;
  }

  private add(wanted: SeriesLabels): RegisteredSeries {
    const labels = { ...wanted };
    const full = this.byId.size >= this.limits.series;
    const collapsed = OPEN_DIMENSIONS.filter((dimension) => {
      const values = this.labels.get(dimension);
      if (labels[dimension] === OTHER_LABEL || (!full && this.isRoomFor(dimension, labels[dimension], values)))
        return false;
      labels[dimension] = OTHER_LABEL;
      return true;
    });
    const existing = this.byKey.get(keyOf(labels));
    if (existing) return { id: existing.id, collapsed };
    const { provider, endpoint, model, stream, app, client, source, outcome, status } = labels;
    const { lastInsertRowid } = this.db
      .prepare(
        `INSERT INTO series (provider, endpoint, model, stream, app, client, source, outcome, status)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(provider, endpoint, model, stream ? 1 : 0, app, client, source, outcome, status);
    const id = Number(lastInsertRowid);
    this.remember({ id, ...labels });
    return { id, collapsed };
  }

  private isRoomFor(dimension: OpenDimension, label: string, values: Set<string> | undefined): boolean {
    if (!values || values.has(label)) return true;
    // Providers are few; a tenth is plenty.
    return values.size < (dimension === 'provider' ? Math.ceil(this.limits.labels / 10) : this.limits.labels);
  }

  private remember(series: Series): void {
    this.version++;
    this.byId.set(series.id, series);
    this.reported ||= series.source !== 'proxy';
    this.byKey.set(keyOf(series), { id: series.id, collapsed: NONE });
    for (const dimension of OPEN_DIMENSIONS) this.labels.get(dimension)?.add(series[dimension]);
    for (const [marginal, first] of this.representatives.entries()) {
      const key = marginalKey(series, marginal);
      if (!first.has(key)) first.set(key, series.id);
    }
    this.lastId = Math.max(this.lastId, series.id);
  }
}

/** Equal for the series that count as one in a marginal's rollups. */
function marginalKey(series: Series, marginal: number): string {
  const dimension = MARGINALS[marginal] ?? 'none';
  return dimension === 'none' ? series.outcome : `${series.outcome}/${labelText(series, dimension)}`;
}

/** The value of a dimension as filters and groups name it. */
export function labelText(series: SeriesLabels, dimension: Dimension): string {
  return String(series[dimension]);
}

function labelsOf(attempt: Attempt): SeriesLabels {
  const { provider, endpoint, model, stream, app, client, source, outcome, status } = attempt;
  return {
    provider,
    endpoint,
    model: model ?? '',
    stream,
    app: app ?? '',
    client: client ?? '',
    source,
    outcome,
    status: status ?? 0,
  };
}

function keyOf(labels: SeriesLabels): string {
  const { provider, endpoint, model, stream, app, client, source, outcome, status } = labels;
  // Lengths keep ('a', 'bc') and ('ab', 'c') apart, whatever the labels hold.
  return `${stream ? 1 : 0}${status}${source}${outcome}/${provider.length}/${endpoint.length}/${model.length}/${app.length}/${provider}${endpoint}${model}${app}${client}`;
}
