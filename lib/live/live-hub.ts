import { randomUUID } from 'node:crypto';
import type { Store } from '../../db/store.ts';
import type { LiveEvent, LiveMark } from '../api/live-shapes.ts';
import { sleep } from '../scheduler/sleep.ts';
import { LiveClient } from './client.ts';
import { callsEvent, encodeEvent, HEARTBEAT, RECONNECT } from './event.ts';
import { readNews } from './news.ts';

export interface LiveOptions {
  store: Pick<Store, 'since' | 'policies'>;
  version: string;
  /** Told of each look at the store that failed. */
  onError: (error: unknown) => void;
  pollMs?: number;
  heartbeatMs?: number;
  maxClients?: number;
  maxQueuedBytes?: number;
}

/** Of one look: 10,000 attempts, more than arrive in the time between two. */
const BATCHES_A_LOOK = 20;
/** Of a client that comes back: beyond 500 attempts missed it is told to fetch anew. */
const BATCHES_MISSED = 1;

/** Looks for what was newly written, once for all listeners and only while there are any, and tells them. */
export class LiveHub {
  private readonly options: Required<LiveOptions>;
  private readonly clients = new Set<LiveClient>();
  private looking = false;
  /** Up to where the placed clients know the record; `null`: nobody listens. */
  private seq: number | null = null;
  private policyId: number | null = null;
  private closed = false;
  private readonly id = randomUUID();
  /** How often incidents were told of, also while nobody listened. */
  private incidentsTold = 0;

  constructor(options: LiveOptions) {
    this.options = { pollMs: 200, heartbeatMs: 15_000, maxClients: 100, maxQueuedBytes: 1_000_000, ...options };
  }

  get size(): number {
    return this.clients.size;
  }

  get isFull(): boolean {
    return this.closed || this.clients.size >= this.options.maxClients;
  }

  /**
   * A stream of events. It counts as a listener from its first read on, so one that nobody reads costs nothing.
   * @param lastSeq the last event that the client has seen; `null`: begin now
   */
  open(lastSeq: number | null): ReadableStream<Uint8Array> {
    const client = new LiveClient(lastSeq, this.options.maxQueuedBytes);
    let joined = false;
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          if (!joined) this.join(client);
          joined = true;
          const chunk = await client.next();
          if (chunk) return controller.enqueue(chunk);
          this.leave(client);
          controller.close();
        },
        cancel: () => this.leave(client),
      },
      { highWaterMark: 0 },
    );
  }

  /** Where things stand now. A page that brings answers takes it before it asks for them: a greeting tells the same. */
  async mark(): Promise<LiveMark> {
    const { seq } = await this.options.store.since(0, 0);
    return { seq, news: this.newsBy(await this.currentPolicyId()) };
  }

  private newsBy(policyId: number): string {
    return `${this.id}.${policyId}.${this.incidentsTold}`;
  }

  private async currentPolicyId(): Promise<number> {
    return (await this.options.store.policies())?.id ?? 0;
  }

  /** Says that episodes, incidents or components changed. Whoever does not listen yet learns it from the greeting. */
  tellIncidents(): void {
    this.incidentsTold += 1;
    if (this.seq !== null) this.broadcast({ type: 'incidents', seq: this.seq });
  }

  /** Ends every stream; later ones end at once. */
  close(): void {
    this.closed = true;
    for (const client of this.clients) client.close();
  }

  private join(client: LiveClient): void {
    if (this.isFull) {
      client.close();
      return;
    }
    this.clients.add(client);
    client.push(RECONNECT);
    if (!this.looking) void this.lookWhileListenedTo();
  }

  private leave(client: LiveClient): void {
    client.close();
    this.clients.delete(client);
  }

  private async lookWhileListenedTo(): Promise<void> {
    this.looking = true;
    const heartbeat = setInterval(() => this.beat(), this.options.heartbeatMs);
    while (this.clients.size > 0 && !this.closed) {
      try {
        await this.tellNews();
        await this.tellPolicies();
      } catch (error) {
        this.options.onError(error);
      }
      await sleep(this.options.pollMs);
    }
    clearInterval(heartbeat);
    this.seq = null;
    this.policyId = null;
    this.looking = false;
  }

  private beat(): void {
    for (const client of this.clients) if (!client.isBehind) client.push(HEARTBEAT);
  }

  private async tellNews(): Promise<void> {
    const { store } = this.options;
    this.seq ??= (await store.since(0, 0)).seq;
    const before = this.seq;
    for (const client of [...this.clients]) if (!client.placed) await this.place(client, before);
    const { news } = await readNews(store, before, BATCHES_A_LOOK);
    this.seq = news.seq;
    if (news.attempts > 0) this.broadcast(callsEvent(news));
  }

  /** Brings a new client up to where the others are. */
  private async place(client: LiveClient, seq: number): Promise<void> {
    const { store, version } = this.options;
    const lastSeq = client.lastSeq ?? seq;
    // A number from the future is of another database.
    const missed = lastSeq <= seq ? await readNews(store, lastSeq, BATCHES_MISSED) : null;
    const policyId = await this.currentPolicyId();
    // What changes from here on is told.
    this.policyId ??= policyId;
    client.placed = true;
    this.send(client, { type: 'hello', seq: Math.min(lastSeq, seq), news: this.newsBy(policyId), version });
    if (!missed?.complete) {
      this.send(client, { type: 'reset', seq });
      return;
    }
    const finals = missed.news.finals.filter((row) => row.seq <= seq);
    if (lastSeq < seq) this.send(client, callsEvent({ ...missed.news, finals, ended: finals.length, seq }));
  }

  private async tellPolicies(): Promise<void> {
    if (this.seq === null) return;
    const id = await this.currentPolicyId();
    const changed = this.policyId !== null && this.policyId !== id;
    this.policyId = id;
    if (changed) this.broadcast({ type: 'policies', seq: this.seq });
  }

  private broadcast(event: LiveEvent): void {
    const chunk = encodeEvent(event);
    for (const client of this.clients) if (client.placed) this.push(client, chunk, event.seq);
  }

  private send(client: LiveClient, event: LiveEvent): void {
    this.push(client, encodeEvent(event), event.seq);
  }

  /** What a client reads too slowly is not kept: it is told to fetch anew. */
  private push(client: LiveClient, chunk: Uint8Array, seq: number): void {
    if (!client.push(chunk)) client.replaceAll(encodeEvent({ type: 'reset', seq }));
  }
}
