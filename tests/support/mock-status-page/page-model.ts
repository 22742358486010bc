/** How a page writes its answers. */
export type Dialect = 'statuspage' | 'incident.io';

export interface ModelComponent {
  id: string;
  name: string;
  status: string;
}

export interface ModelUpdate {
  id: string;
  status: string;
  body: string;
  atMs: number;
  /** By component id, as this update set them. */
  components: { id: string; name: string; oldStatus: string; newStatus: string }[];
}

export interface ModelIncident {
  id: string;
  kind: 'incident' | 'maintenance';
  name: string;
  status: string;
  impact: string;
  createdMs: number;
  resolvedMs: number | null;
  componentIds: string[];
  /** Oldest first. */
  updates: ModelUpdate[];
}

export interface Post {
  name: string;
  /** By default `investigating`, of maintenance `scheduled`. */
  status?: string;
  impact?: string;
  body?: string;
  /** The components affected, with their new status. */
  components?: Record<string, string>;
  kind?: ModelIncident['kind'];
  /** Another time than now. */
  atMs?: number;
}

const OPEN = new Set(['investigating', 'identified', 'monitoring', 'scheduled', 'in_progress', 'verifying']);

/** What a status page holds, with what its keepers can do to it. Knows nothing of HTTP. */
export class PageModel {
  readonly components: ModelComponent[];
  /** Newest first. */
  readonly incidents: ModelIncident[] = [];
  readonly dialect: Dialect;
  private readonly nowMs: () => number;
  private count = 0;

  constructor(components: ModelComponent[], dialect: Dialect, nowMs: () => number) {
    this.components = components.map((component) => ({ ...component }));
    this.dialect = dialect;
    this.nowMs = nowMs;
  }

  /** Posts an incident; returns its id. */
  post(post: Post): string {
    const atMs = post.atMs ?? this.nowMs();
    this.count += 1;
    const kind = post.kind ?? 'incident';
    const id = this.dialect === 'statuspage' ? `inc${String(this.count).padStart(9, '0')}` : ulid(this.count);
    const incident: ModelIncident = {
      id,
      kind,
      name: post.name,
      status: 'new',
      impact: post.impact ?? (kind === 'maintenance' ? 'maintenance' : 'major'),
      createdMs: atMs,
      resolvedMs: null,
      componentIds: Object.keys(post.components ?? {}),
      updates: [],
    };
    const index = this.incidents.findIndex(({ createdMs }) => createdMs <= atMs);
    this.incidents.splice(index < 0 ? this.incidents.length : index, 0, incident);
    const status = post.status ?? (kind === 'maintenance' ? 'scheduled' : 'investigating');
    this.update(id, { ...post, status, atMs });
    return id;
  }

  /** Adds an update; components take their new status. */
  update(id: string, change: Omit<Post, 'name'>): void {
    const incident = this.find(id);
    const atMs = change.atMs ?? this.nowMs();
    incident.status = change.status ?? incident.status;
    incident.resolvedMs = OPEN.has(incident.status) ? null : atMs;
    const components = Object.entries(change.components ?? {}).map(([componentId, newStatus]) => {
      const component = this.components.find((each) => each.id === componentId);
      const oldStatus = component?.status ?? 'operational';
      if (component) component.status = newStatus;
      return { id: componentId, name: component?.name ?? componentId, oldStatus, newStatus };
    });
    const update = {
      id: `${id}u${incident.updates.length + 1}`,
      status: incident.status,
      body: change.body ?? '',
      atMs,
    };
    incident.updates.push({ ...update, components });
  }

  /** Ends an incident and sets its components right. */
  resolve(id: string, body = 'This incident has been resolved.'): void {
    const components = Object.fromEntries(this.find(id).componentIds.map((each) => [each, 'operational']));
    const status = this.find(id).kind === 'maintenance' ? 'completed' : 'resolved';
    this.update(id, { status, body, components });
  }

  /** Opens a resolved incident again. */
  reopen(id: string, body = 'The errors are back.'): void {
    this.update(id, { status: 'investigating', body });
  }

  /** Rewrites an update that was posted, the last one unless told otherwise. */
  edit(id: string, body: string, index = -1): void {
    const update = this.find(id).updates.at(index);
    if (!update) throw new Error(`the incident ${id} has no update ${index}`);
    update.body = body;
  }

  /** Takes an incident off the page, as if it had never been. */
  vanish(id: string): void {
    this.incidents.splice(this.incidents.indexOf(this.find(id)), 1);
  }

  find(id: string): ModelIncident {
    const incident = this.incidents.find((each) => each.id === id);
    if (!incident) throw new Error(`there is no incident ${id}`);
    return incident;
  }

  /** Whether an incident goes on. */
  isOpen({ status }: ModelIncident): boolean {
    return OPEN.has(status);
  }
}

/** 26 characters in the shape of a ULID. */
function ulid(count: number): string {
  return `01KMOCK${String(count).padStart(19, '0')}`;
}
