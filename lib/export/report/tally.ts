import type { Attempt } from '../../outcome/attempt.ts';
import { Counts } from './counts.ts';
import { EvenSample } from './even-sample.ts';

/** As many request ids as a support form takes without complaint. */
const MAX_IDS = 1000;
const MAX_LABELS = 500;

const isFailure = (attempt: Attempt): boolean => attempt.outcome !== 'ok';

/** What the matching attempts have in common, gathered one by one in bounded memory. */
export class ReportTally {
  attempts = 0;
  failures = 0;
  /** Calls that ended with a failed attempt, and calls that ended at all. */
  failedCalls = 0;
  endedCalls = 0;
  firstMs: number | null = null;
  lastMs: number | null = null;
  readonly outcomes = new Counts(MAX_LABELS);
  readonly statuses = new Counts(MAX_LABELS);
  readonly providers = new Counts(MAX_LABELS);
  readonly models = new Counts(MAX_LABELS);
  readonly endpoints = new Counts(MAX_LABELS);
  readonly clients = new Counts(MAX_LABELS);
  readonly organizations = new Counts(MAX_LABELS);
  readonly errors = new Counts(MAX_LABELS);
  readonly ids = new EvenSample<string>(MAX_IDS);
  /** Of the attempts whose ids are listed, those that have none: no answer came, or it named none. */
  withoutId = 0;
  private readonly onlyFailures: boolean;

  /** @param onlyFailures whether attempts that succeeded are left out of everything but the totals */
  constructor(onlyFailures: boolean) {
    this.onlyFailures = onlyFailures;
  }

  add(attempt: Attempt): void {
    this.attempts++;
    const failed = isFailure(attempt);
    if (failed) this.failures++;
    if (attempt.final) {
      this.endedCalls++;
      if (failed) this.failedCalls++;
    }
    this.outcomes.add(attempt.outcome);
    if (this.onlyFailures && !failed) return;
    this.describe(attempt);
  }

  private describe(attempt: Attempt): void {
    this.firstMs = Math.min(this.firstMs ?? attempt.startedAtMs, attempt.startedAtMs);
    this.lastMs = Math.max(this.lastMs ?? attempt.startedAtMs, attempt.startedAtMs);
    this.statuses.add(attempt.status === null ? 'no answer' : String(attempt.status));
    this.providers.add(attempt.provider);
    this.endpoints.add(attempt.endpoint);
    this.models.add(attempt.model ?? 'not named');
    this.clients.add([attempt.client ?? 'unknown client', attempt.clientVersion].filter(Boolean).join(' '));
    if (attempt.organizationId) this.organizations.add(attempt.organizationId);
    if (attempt.errorType || attempt.errorMessage)
      this.errors.add([attempt.errorType, attempt.errorMessage].filter(Boolean).join(': '));
    if (attempt.requestId) this.ids.add(attempt.requestId);
    else this.withoutId++;
  }
}
