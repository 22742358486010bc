import type { FleetRequest } from './fleet-types.ts';

/** How much unused capacity the server keeps for a burst, and how much work on refusals it can fall behind with. */
const RESERVE_MS = 1000;

/** What the fleet asks in quiet times, in calls a second. */
export function quietPerSecond({ clients, pauseMs, serviceMs }: FleetRequest): number {
  return (clients * 1000) / (pauseMs + serviceMs);
}

/** What the server can serve in a second when nothing is wrong. */
export function fullCapacity(request: FleetRequest): number {
  return request.capacityPerSecond ?? Math.max(1, quietPerSecond(request) * 1.5);
}

/** What it can serve in a second at some time. */
export function capacityAt(request: FleetRequest, timeMs: number): number {
  const { outageStartMs, outageMs, outageCapacity } = request;
  const out = timeMs >= outageStartMs && timeMs < outageStartMs + outageMs;
  return fullCapacity(request) * (out ? outageCapacity : 1);
}

/**
 * A server as a bucket of work. It fills at the capacity; a served call takes 1 out of it, a refused one the cost of
 * refusing, even where that leaves a debt: a server that is kept busy refusing has less left to serve with.
 */
export class FleetServer {
  private readonly request: FleetRequest;
  private readonly reserve: number;
  private readonly full: number;
  private work: number;
  private atMs = 0;

  constructor(request: FleetRequest) {
    this.request = request;
    this.full = fullCapacity(request);
    this.reserve = Math.max(1, (this.full * RESERVE_MS) / 1000);
    this.work = this.reserve;
  }

  /** Takes in an attempt; whether it is served. Times must not go back. */
  serve(nowMs: number): boolean {
    this.fill(nowMs);
    if (this.work >= 1) {
      this.work -= 1;
      return true;
    }
    this.work = Math.max(-this.reserve, this.work - this.request.refusalCost);
    return false;
  }

  private fill(nowMs: number): void {
    const { outageStartMs, outageMs, outageCapacity } = this.request;
    const endMs = outageStartMs + outageMs;
    const out = Math.max(0, Math.min(nowMs, endMs) - Math.max(this.atMs, outageStartMs));
    const gained = ((nowMs - this.atMs - out + out * outageCapacity) / 1000) * this.full;
    this.work = Math.min(this.reserve, this.work + gained);
    this.atMs = nowMs;
  }
}
