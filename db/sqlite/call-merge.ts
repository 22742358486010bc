import type { Attempt, CallTotals } from '../../lib/outcome/attempt.ts';
import type { Source } from '../../lib/outcome/vocabulary.ts';
import { arranged, widened } from '../merge/arrange.ts';
import { filled, isSameStatus, knowsBetter } from '../merge/fill.ts';
import type { Deltas } from '../rollup/contribution.ts';
import type { Sibling } from './attempt-writer.ts';
import type { CallLinks } from './call-links.ts';

type Stored = Attempt & { call: CallTotals | null };

/** What merging does with the rows of `attempts`. */
export interface Rows {
  ofCall(callId: string): Sibling[];
  withRequestId(requestId: string): Sibling[];
  sourceOf(row: Sibling): Source;
  statusOf(row: Sibling): number | null;
  stored(row: Sibling): Stored;
  insert(attempt: Attempt, isOvertaken: boolean, deltas: Deltas): void;
  remove(row: Sibling, deltas: Deltas): void;
}

interface Held {
  row: Sibling;
  stored: Stored;
}

/** A call of more attempts is not arranged anew with each: that would take longer and longer. */
const MAX_ATTEMPTS = 100;
/** Spans lie a few deep; a circle must end. */
const MAX_DEPTH = 8;

const idOf = (row: Sibling): string => row.id ?? `${row.call_id}.${row.n}`;

/**
 * One call, once: tells when an attempt that comes is one that is on record already, told of by somebody else, by its
 * request id and, for spans, by the span above. See docs/decisions/reports.md.
 */
export class CallMerge {
  private readonly rows: Rows;
  private readonly links: CallLinks;

  constructor(rows: Rows, links: CallLinks) {
    this.rows = rows;
    this.links = links;
  }

  /** A proxied attempt with what reports of it knew, which it replaces. */
  proxied(attempt: Attempt, deltas: Deltas): Attempt {
    const twin = this.twin(attempt, (source) => source !== 'proxy');
    return twin ? this.replacing(twin, attempt, deltas) : attempt;
  }

  /**
   * Merges an attempt that is not the gateway's own.
   * @returns whether anything new came of it, or an attempt that is to be inserted
   */
  reported(attempt: Attempt, parentId: string | null | undefined, deltas: Deltas): boolean | Attempt {
    const twin = this.twin(attempt, () => true);
    if (twin && knowsBetter(attempt.source, this.rows.sourceOf(twin))) return this.replacing(twin, attempt, deltas);
    if (twin) return this.intoTwin(twin, attempt, parentId, deltas);
    return parentId === undefined ? attempt : this.inTree(attempt, parentId, deltas);
  }

  /**
   * An attempt of a reported call that has others: the call's totals, here or on the row that is final, hold them all,
   * and none but the earliest counts as the first.
   * @param later those of `siblings` that are later than it
   */
  amongOthers(attempt: Attempt, siblings: readonly Sibling[], later: readonly Sibling[], deltas: Deltas): Attempt {
    const reported = siblings.filter((row) => this.rows.sourceOf(row) !== 'proxy').slice(0, MAX_ATTEMPTS);
    const attempts = reported.length + 1;
    const after = reported.filter((row) => later.includes(row));
    for (const row of after) {
      const stored = this.rows.stored(row);
      const call = stored.call && widened(stored.call, [attempt], attempts);
      this.rewrite(row, { ...asRetry(stored), call }, deltas);
    }
    const placed = after.length < reported.length ? asRetry(attempt) : attempt;
    if (!attempt.call || later.length > 0) return placed;
    const stretches = reported.map((row) => this.rows.stored(row));
    return { ...placed, call: widened(attempt.call, stretches, attempts) };
  }

  /** The row of the same exchange by somebody else's telling; of several the one that knows best. */
  private twin(attempt: Attempt, isWanted: (source: Source) => boolean): Sibling | null {
    if (attempt.requestId === null) return null;
    const rows = this.rows
      .withRequestId(attempt.requestId)
      .filter((row) => idOf(row) !== attempt.id && isWanted(this.rows.sourceOf(row)))
      .filter((row) => isSameStatus(this.rows.statusOf(row), attempt.status));
    return rows.reduce<Sibling | null>(
      (best, row) => (best && !knowsBetter(this.rows.sourceOf(row), this.rows.sourceOf(best)) ? best : row),
      null,
    );
  }

  /** Takes the place of a row that knew less; the rest of a call that spans told of goes with it. */
  private replacing(twin: Sibling, attempt: Attempt, deltas: Deltas): Attempt {
    const base = this.rows.stored(twin);
    this.rows.remove(twin, deltas);
    if (base.source === 'otlp') this.dissolve(base.callId, attempt.callId, deltas);
    else this.links.link(base.callId, attempt.callId, true);
    return filled(attempt, base);
  }

  private intoTwin(twin: Sibling, attempt: Attempt, parentId: string | null | undefined, deltas: Deltas): boolean {
    const base = this.rows.stored(twin);
    const isNew = this.rewrite(twin, filled(base, attempt), deltas);
    if (parentId === undefined) return isNew;
    if (parentId) this.links.link(base.callId, parentId, false);
    this.absorb(attempt, base.callId, base.source, deltas);
    return isNew;
  }

  /** Writes a row anew, with a number of its own, so that whoever follows what is written sees it. */
  private rewrite(row: Sibling, attempt: Attempt, deltas: Deltas): boolean {
    if (isEqual(this.rows.stored(row), attempt)) return false;
    this.rows.remove(row, deltas);
    this.rows.insert(attempt, !attempt.final, deltas);
    return true;
  }

  /** A span's call is the same as another: what was told to be made for it belongs there, or is there already. */
  private absorb(attempt: Attempt, into: string, source: Source, deltas: Deltas): void {
    const children = this.links.children(attempt.id, MAX_ATTEMPTS);
    this.links.link(attempt.callId, into, true);
    for (const child of children) {
      if (child === into) continue;
      if (knowsBetter(source, 'otlp')) this.dissolve(child, into, deltas);
      else this.adopt(child, into, deltas);
    }
  }

  /** Removes what spans told of a call that another telling holds whole. */
  private dissolve(callId: string, into: string, deltas: Deltas): void {
    const above = this.links.parent(callId);
    this.links.link(callId, into, true);
    if (above && above !== into) this.links.link(into, above, false);
    for (const row of this.rows.ofCall(callId).slice(0, MAX_ATTEMPTS))
      if (this.rows.sourceOf(row) === 'otlp') this.rows.remove(row, deltas);
  }

  /** Moves what spans told of a call into the call that it was made for. */
  private adopt(callId: string, into: string, deltas: Deltas): void {
    this.links.link(callId, into, true);
    const moved = this.held(callId);
    const there = this.held(into);
    if (moved.length === 0) return;
    this.arrange(
      [...there, ...moved],
      arranged(
        into,
        [...there, ...moved].map(({ stored }) => stored),
        [],
      ),
      deltas,
    );
  }

  /**
   * Finds a span its place: in the call of the span above, if that is known, and above the calls of those below, if any
   * came before.
   */
  private inTree(attempt: Attempt, parentId: string | null, deltas: Deltas): boolean | Attempt {
    const above = this.above(attempt.id, parentId);
    const home = above.home;
    const [known] = above.chain;
    if (known) this.links.link(attempt.id, home ?? known, true);
    const below = this.links.children(attempt.id, MAX_ATTEMPTS).filter((callId) => callId !== home);
    const better = [...(home ? [home] : []), ...below].find((callId) => this.isToldBetter(callId));
    if (better !== undefined) {
      this.absorb(attempt, better, 'proxy', deltas);
      return this.fillLast(better, attempt, deltas);
    }
    const callId = home ?? attempt.callId;
    const before = [callId, ...below].flatMap((each) => this.held(each));
    if (before.length === 0 || before.length >= MAX_ATTEMPTS) return { ...attempt, callId };
    // A span that others were made for is no exchange of its own: it stands for its last until that is known.
    const isWhole = below.length > 0 || home === null;
    const there = before.map(({ stored }) => stored);
    const spansAbove = there.filter(({ id }) => above.chain.includes(id));
    const exchanges = there.filter((each) => !spansAbove.includes(each));
    const now = isWhole
      ? arranged(callId, exchanges, [attempt, ...spansAbove])
      : arranged(callId, [...exchanges, { ...attempt, callId }], spansAbove);
    return this.arrange(before, now, deltas);
  }

  /** The spans above, as far as they are known to be, and the call they lead to, if any of it is on record. */
  private above(id: string, parentId: string | null): { home: string | null; chain: string[] } {
    const chain: string[] = [];
    let callId = this.links.parent(id) ?? parentId;
    if (parentId !== null && callId !== parentId) chain.push(parentId);
    while (callId !== null && chain.length < MAX_DEPTH) {
      chain.push(callId);
      if (this.rows.ofCall(callId).length > 0) return { home: callId, chain };
      callId = this.links.parent(callId);
    }
    return { home: null, chain };
  }

  private isToldBetter(callId: string): boolean {
    return this.rows.ofCall(callId).some((row) => knowsBetter(this.rows.sourceOf(row), 'otlp'));
  }

  /** A call that is told better: its last exchange may still learn something. */
  private fillLast(callId: string, attempt: Attempt, deltas: Deltas): boolean {
    const last = this.rows.ofCall(callId).find((row) => row.final === 1);
    if (!last || !isSameStatus(this.rows.statusOf(last), attempt.status)) return false;
    return this.rewrite(last, filled(this.rows.stored(last), attempt), deltas);
  }

  private held(callId: string): Held[] {
    return this.rows
      .ofCall(callId)
      .slice(0, MAX_ATTEMPTS)
      .map((row) => ({ row, stored: this.rows.stored(row) }));
  }

  /** Puts attempts in the place of rows. */
  private arrange(before: readonly Held[], now: readonly Attempt[], deltas: Deltas): boolean {
    const byId = new Map(before.map((held) => [held.stored.id, held]));
    const changed = now.filter((attempt) => !isEqual(byId.get(attempt.id)?.stored, attempt));
    const kept = new Set(now.filter((attempt) => !changed.includes(attempt)).map(({ id }) => id));
    for (const { row, stored } of before) if (!kept.has(stored.id)) this.rows.remove(row, deltas);
    for (const attempt of changed) this.rows.insert(attempt, !attempt.final, deltas);
    return changed.length > 0 || kept.size < before.length;
  }
}

function asRetry<T extends Attempt>(attempt: T): T {
  return attempt.cause === 'first' ? { ...attempt, cause: 'client_retry' } : attempt;
}

function isEqual(a: unknown, b: unknown): boolean {
  const plain = (value: unknown) => JSON.stringify(value, (key, held) => (key === 'seq' ? undefined : held));
  return plain(a) === plain(b);
}
