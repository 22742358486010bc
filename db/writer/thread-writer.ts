import type { MessagePort } from 'node:worker_threads';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import type { Durability, OpenAttempt, PolicyChange, WriteResult } from '../store.ts';
import { CommitDelay } from './commit-delay.ts';
import { commitOf, type Group } from './group.ts';
import { GroupSize } from './group-size.ts';
import { Health } from './health.ts';
import type { BatchOutcome, CommitMessage, FromWorker, ToWorker, Trouble } from './messages.ts';
import { OpenNotes } from './open-notes.ts';
import { Questions } from './questions.ts';
import { attemptBytes, type Entry, isPlainData, RecordQueue } from './record-queue.ts';
import { Tally } from './tally.ts';
import { Thread } from './thread.ts';
import { RecordError, type Writer, type WriterOptions, type WriterStats } from './writer.ts';

const GROUP_BYTES = 4 * 1024 * 1024;
const NOTES_EVERY_MS = 50;
const SEEN_EVERY_MS = 1_000;
/** A commit that takes longer is trouble, though no error has come yet. */
const SLOW_COMMIT_MS = 2_000;
const DEATHS_OF_ONE = 3;

/** The handle: holds the queue, so that nothing is lost with the thread, and keeps one group under way at a time. */
export class ThreadWriter implements Writer {
  private readonly options: Required<Omit<WriterOptions, 'onTrouble'>> & Pick<WriterOptions, 'onTrouble'>;
  private readonly queue: RecordQueue;
  private readonly notes: OpenNotes;
  private readonly health: Health;
  private readonly questions = new Questions();
  private readonly tally = new Tally();
  private readonly opened = Promise.withResolvers<void>();
  private thread: Thread | null = null;
  private inFlight: Group | null = null;
  private notesTimer: NodeJS.Timeout | null = null;
  private processId: string | null = null;
  private seenAtMs = Number.NEGATIVE_INFINITY;
  private readonly groupSize = new GroupSize();
  private readonly delay = new CommitDelay(() => this.pump(false));
  private isClosed = false;
  private onIdle: (() => void) | null = null;
  private borrower: ((port: MessagePort) => void) | null = null;

  constructor(options: WriterOptions) {
    this.options = {
      maxQueuedAttempts: 200_000,
      maxQueuedBytes: 128 * 1024 * 1024,
      noteOpenAfterMs: 100,
      ...options,
    };
    this.queue = new RecordQueue({ attempts: this.options.maxQueuedAttempts, bytes: this.options.maxQueuedBytes });
    this.notes = new OpenNotes(this.options.noteOpenAfterMs);
    this.health = new Health(
      (error) => this.options.onTrouble?.(error),
      () => this.retry(),
    );
    this.startThread();
  }

  async record(attempt: Attempt, durability: Durability): Promise<void> {
    await this.enqueue([attempt], durability);
  }

  recordBatch(attempts: Attempt[], durability: Durability): Promise<WriteResult> {
    return this.enqueue(attempts, durability);
  }

  noteOpen(open: OpenAttempt): void {
    if (this.isClosed) return;
    this.processId = open.processId;
    this.notes.begin(open, performance.now());
    this.notesTimer ??= setTimeout(() => this.onNotesTimer(), NOTES_EVERY_MS).unref();
  }

  async settleAbandoned(processId: string, nowMs: number): Promise<number> {
    return (await this.ask((id) => ({ type: 'settle', id, processId, nowMs }))) as number;
  }

  async policies(): Promise<PolicyChange | null> {
    return (await this.ask((id) => ({ type: 'policies', id }))) as PolicyChange | null;
  }

  lend(take: (port: MessagePort) => void): void {
    this.borrower = take;
    if (this.thread) take(this.thread.connect());
  }

  ready(): Promise<void> {
    return this.opened.promise;
  }

  stats(): WriterStats {
    const waiting = this.inFlight?.entries ?? [];
    const isSlow = this.inFlight !== null && performance.now() - this.inFlight.sinceMs > SLOW_COMMIT_MS;
    return {
      queued: waiting.reduce((sum, entry) => sum + entry.attempts.length, this.queue.attempts),
      queuedBytes: waiting.reduce((sum, entry) => sum + entry.bytes, this.queue.bytes),
      ...this.tally.counts,
      degraded: this.health.isDegraded || isSlow,
      degradedSinceMs: this.health.degradedSinceMs,
      lastError: this.health.lastError,
    };
  }

  async close(timeoutMs = 3_000): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    const deadlineMs = performance.now() + timeoutMs;
    if (this.notesTimer) clearTimeout(this.notesTimer);
    this.health.retryNow();
    if (!this.isIdle) {
      const idle = new Promise<void>((resolve) => {
        this.onIdle = resolve;
      });
      const timeout = setTimeout(() => this.onIdle?.(), timeoutMs);
      await idle;
      clearTimeout(timeout);
    }
    this.health.stopWaiting();
    const { thread } = this;
    this.thread = null;
    await thread?.close(Math.max(500, deadlineMs - performance.now()));
    const left = [...(this.inFlight?.entries ?? []), ...this.queue.take({ attempts: Infinity, bytes: Infinity })];
    this.inFlight = null;
    this.tally.drop(left, 'the writer was closed before it could be written');
    this.questions.failAll('dropped', 'the writer was closed');
  }

  private enqueue(attempts: Attempt[], durability: Durability): Promise<WriteResult> {
    for (const { callId, n } of attempts) this.notes.end(callId, n);
    return new Promise((resolve, reject) => {
      const bytes = attempts.reduce((sum, attempt) => sum + attemptBytes(attempt), 0);
      const entry: Entry = { attempts, durability, bytes, deaths: 0, resolve, reject };
      if (this.isClosed) {
        this.tally.drop([entry], 'the writer is closed');
      } else {
        this.queue.add(entry);
        this.tally.drop(this.queue.takeExcess(), 'more is waiting to be written than memory allows');
        this.pumpSoon();
      }
    });
  }

  private pumpSoon(): void {
    if (!this.inFlight && !this.health.isWaiting) this.delay.ask(this.queue.attempts, this.notes.underWay);
  }

  /** Sends the next group, unless one is under way. @param force send even an empty one, to see whether writing works */
  private pump(force: boolean): void {
    if (this.inFlight || this.health.isWaiting || !this.thread) return;
    const processId = this.processSeen();
    if (!force && this.queue.isEmpty && !this.notes.hasDue && processId === null) {
      this.onIdle?.();
      return;
    }
    const entries = this.queue.take({ attempts: this.groupSize.attempts, bytes: GROUP_BYTES });
    const opened = this.notes.takeDue();
    const group: Group = { entries, opened, sinceMs: performance.now() };
    this.inFlight = group;
    this.send(commitOf(group, processId, Date.now()), entries);
  }

  private send(message: CommitMessage, entries: Entry[]): void {
    try {
      this.thread?.post(message);
    } catch (error) {
      // Something in it is not plain data. Whatever it is, the other attempts go on.
      const why = error instanceof Error ? error.message : String(error);
      const sound = entries.filter(isPlainData);
      for (const entry of entries) if (!sound.includes(entry)) this.refuse(entry, why);
      this.inFlight = null;
      this.queue.putBack(sound);
      this.notes.putBack(message.opened);
      this.pumpSoon();
    }
  }

  /** The process to be noted as alive, once a second while it has notes on disk. */
  private processSeen(): string | null {
    if (!this.notes.hasNotes || performance.now() - this.seenAtMs < SEEN_EVERY_MS) return null;
    this.seenAtMs = performance.now();
    return this.processId;
  }

  private onNotesTimer(): void {
    this.notesTimer = this.notes.underWay === 0 ? null : setTimeout(() => this.onNotesTimer(), NOTES_EVERY_MS).unref();
    this.notes.age(performance.now());
    if (this.notes.hasNotes) this.pump(false);
  }

  private startThread(): void {
    const thread = new Thread(this.options.path, {
      onMessage: (message) => {
        if (this.thread === thread) this.onMessage(message);
      },
      onDeath: (reason) => {
        if (this.thread === thread) this.onDeath(reason);
      },
    });
    this.thread = thread;
    this.borrower?.(thread.connect());
  }

  private onMessage(message: FromWorker): void {
    switch (message.type) {
      case 'opened':
        this.opened.resolve();
        break;
      case 'committed':
        this.onCommitted(message.outcomes, message.notes);
        break;
      case 'answer':
      case 'failed':
        this.questions.answer(message);
        break;
      case 'trouble':
        this.health.fail(message.trouble.code, message.trouble.message);
        break;
    }
  }

  private onCommitted(outcomes: BatchOutcome[], notes: Trouble | null): void {
    const group = this.inFlight;
    this.inFlight = null;
    if (!group) return;
    const again: Entry[] = [];
    let trouble = notes;
    for (const [i, entry] of group.entries.entries()) {
      const outcome = outcomes[i];
      if (outcome?.kind === 'written') this.tally.written(entry, outcome.result);
      else if (outcome?.kind === 'refused') this.refuse(entry, outcome.trouble.message);
      else {
        again.push(entry);
        trouble ??= outcome?.trouble ?? null;
      }
    }
    if (again.length > 0) this.queue.putBack(again);
    if (notes) this.notes.putBack(group.opened);
    if (trouble) {
      this.tally.counts.failed++;
      this.health.fail(trouble.code, trouble.message);
    } else {
      this.groupSize.restore();
      this.opened.resolve();
      this.health.recover();
      if (this.queue.isEmpty || this.isClosed) this.pump(false);
      else this.pumpSoon();
    }
  }

  private onDeath(reason: string): void {
    const group = this.inFlight;
    this.thread = null;
    this.inFlight = null;
    this.tally.counts.restarts++;
    if (group) {
      const [only] = group.entries;
      const isAlone = only !== undefined && group.entries.length === 1;
      if (isAlone) only.deaths++;
      if (isAlone && only.deaths >= DEATHS_OF_ONE) this.refuse(only, reason);
      else this.queue.putBack(group.entries);
      this.notes.putBack(group.opened);
      this.groupSize.halve(group.entries.length);
    }
    this.questions.failAll('thread', reason);
    this.health.fail('thread', reason);
  }

  private refuse(entry: Entry, why: string): void {
    this.health.note('malformed', why);
    this.tally.refuse(entry, why);
  }

  private retry(): void {
    if (!this.thread) this.startThread();
    this.pump(this.health.isDegraded);
  }

  private get isIdle(): boolean {
    return this.queue.isEmpty && this.inFlight === null;
  }

  private ask(message: (id: number) => ToWorker): Promise<number | PolicyChange | null> {
    const { thread } = this;
    if (!thread) {
      const why = this.health.lastError?.message ?? 'the writer is closed';
      return Promise.reject(new RecordError(this.isClosed ? 'dropped' : 'thread', why));
    }
    return this.questions.ask((question) => thread.post(question), message);
  }
}
