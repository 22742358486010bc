import type { Writer } from '../../db/writer/writer.ts';
import { DEFAULT_POLICY_SET } from '../scheduler/default-policies.ts';
import type { PolicySet } from '../scheduler/policy-set.ts';
import { validatePolicySet } from '../scheduler/validate-policy-set.ts';
import type { Log } from './log.ts';

const POLL_MS = 1000;

/** Looks every second whether other policies were put, and tells. What does not validate is not taken. */
export class PolicyWatch {
  private readonly writer: Writer;
  private readonly log: Log;
  private readonly apply: (policies: PolicySet) => void;
  private lastId: number | null = null;
  private asking = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(writer: Writer, log: Log, apply: (policies: PolicySet) => void) {
    this.writer = writer;
    this.log = log;
    this.apply = apply;
  }

  /** Resolves once what is on record has been looked at for the first time. */
  start(): Promise<void> {
    this.timer = setInterval(() => void this.look(), POLL_MS);
    this.timer.unref();
    return this.look();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    // A database that answers slowly must not gather questions.
    if (this.asking) return;
    this.asking = true;
    try {
      const change = await this.writer.policies();
      const id = change?.id ?? null;
      if (id !== this.lastId) {
        this.lastId = id;
        this.take(change?.policies ?? null, id);
      }
    } catch (error) {
      this.log.debug({ error: error instanceof Error ? error.message : String(error) }, 'policies could not be read');
    } finally {
      this.asking = false;
    }
  }

  private take(policies: unknown, id: number | null): void {
    if (policies === null) {
      this.apply(DEFAULT_POLICY_SET);
      return;
    }
    const read = validatePolicySet(policies);
    if (read.ok) {
      this.apply(read.value);
      this.log.info({ policyId: id }, 'new policies are in force');
    } else {
      this.log.error({ policyId: id, errors: read.errors.slice(0, 5) }, 'the policies on record do not validate');
    }
  }
}
