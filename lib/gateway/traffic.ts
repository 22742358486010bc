import type { ExchangeResult } from '../outcome/exchange.ts';
import { type Admission, admit, type Circuit, closedCircuit, report } from '../scheduler/circuit.ts';
import type { UpstreamPolicy } from '../scheduler/policy-set.ts';
import {
  budgetAllows,
  budgetLeft,
  countCall,
  countRetry,
  newRetryBudget,
  type RetryBudget,
} from '../scheduler/retry-budget.ts';
import { Limiter } from './limiter.ts';

/** The provider's own words for an overload, to answer with while its circuit is open. */
export interface OverloadAnswer {
  status: number;
  message: string;
}

/** With these off, an upstream is only measured. */
function onlyObserved(policy: UpstreamPolicy): UpstreamPolicy {
  return {
    ...policy,
    concurrency: { ...policy.concurrency, mode: 'off' },
    circuit: { ...policy.circuit, enabled: false },
  };
}

/** How one upstream is treated, and what its traffic has been of late: budget, limit and circuit. */
export class Traffic {
  readonly limiter: Limiter;
  private readonly nowMs: () => number;
  private current: UpstreamPolicy;
  private observed: boolean;
  private budget: RetryBudget;
  private circuit: Circuit;
  /** The last overload that was seen; only read while the circuit is open. */
  lastOverload: OverloadAnswer = { status: 529, message: 'Overloaded' };

  constructor(policy: UpstreamPolicy, observeOnly: boolean, nowMs: () => number) {
    this.nowMs = nowMs;
    this.current = observeOnly ? onlyObserved(policy) : policy;
    this.observed = observeOnly;
    this.limiter = new Limiter(this.current.concurrency);
    this.budget = newRetryBudget(nowMs());
    this.circuit = closedCircuit(nowMs());
  }

  get policy(): UpstreamPolicy {
    return this.current;
  }

  get observeOnly(): boolean {
    return this.observed;
  }

  get circuitOpen(): boolean {
    return this.current.circuit.enabled && this.circuit.phase === 'open';
  }

  get retryBudgetLeft(): number {
    return budgetLeft(this.budget, this.current.retryBudget, this.nowMs());
  }

  get budgetAllows(): boolean {
    return budgetAllows(this.budget, this.current.retryBudget, this.nowMs());
  }

  /** New policies hold from the next decision on. */
  configure(policy: UpstreamPolicy, observeOnly: boolean): void {
    this.current = observeOnly ? onlyObserved(policy) : policy;
    this.observed = observeOnly;
    this.limiter.configure(this.current.concurrency);
  }

  countCall(): void {
    this.budget = countCall(this.budget, this.current.retryBudget, this.nowMs());
  }

  countRetry(): void {
    this.budget = countRetry(this.budget, this.current.retryBudget, this.nowMs());
  }

  /** Asks the circuit whether an attempt may go out now. */
  admit(): Admission {
    const { circuit, admission } = admit(this.circuit, this.current.circuit, this.nowMs());
    this.circuit = circuit;
    return admission;
  }

  /** Takes in how an attempt that went out has ended. */
  report({ outcome, errorMessage }: ExchangeResult, status: number | null, probe: boolean): void {
    if (outcome === 'overloaded')
      this.lastOverload = {
        status: status !== null && status >= 400 ? status : 529,
        message: errorMessage ?? 'Overloaded',
      };
    const signal = outcome === 'ok' || outcome === 'overloaded' ? outcome : 'other';
    this.circuit = report(this.circuit, this.current.circuit, this.nowMs(), signal, probe);
  }
}
