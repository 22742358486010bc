import type { Gateway } from './gateway.ts';

type Sample = [labels: Record<string, string>, value: number];

/** Label values are names of ours, but a quote in one would break the line. */
function escapeLabel(value: string): string {
  return value.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}

function metric(name: string, type: 'counter' | 'gauge', help: string, samples: Sample[]): string {
  const lines = samples.map(([labels, value]) => {
    const pairs = Object.entries(labels).map(([key, label]) => `${key}="${escapeLabel(label)}"`);
    return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${Number.isFinite(value) ? value : '+Inf'}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

const one = (value: number): Sample[] => [[{}, value]];

function trafficMetrics({ counters, upstreams, calls }: Gateway): string[] {
  const attempts = [...counters.attempts].flatMap(([upstream, byOutcome]) =>
    [...byOutcome].map(([outcome, count]): Sample => [{ upstream, outcome }, count]),
  );
  const perUpstream = (value: (link: (typeof upstreams.all)[number]) => number) =>
    upstreams.all.map((link): Sample => [{ upstream: link.name }, value(link)]);
  return [
    metric('weir_attempts_total', 'counter', 'Exchanges with an upstream, by outcome.', attempts),
    metric(
      'weir_retries_total',
      'counter',
      'Attempts that the gateway made beyond the first of a call.',
      perUpstream(({ name }) => counters.retries.get(name) ?? 0),
    ),
    metric(
      'weir_own_answers_total',
      'counter',
      'Answers of the gateway itself, by x-weir-error.',
      [...counters.ownAnswers].map(([code, count]) => [{ code }, count]),
    ),
    metric('weir_open_calls', 'gauge', 'Calls under way.', one(calls.size)),
    metric(
      'weir_in_flight',
      'gauge',
      'Exchanges under way.',
      perUpstream(({ inFlight }) => inFlight),
    ),
    metric(
      'weir_queued_calls',
      'gauge',
      'Calls that wait for a place.',
      perUpstream((link) => link.traffic.limiter.waiting),
    ),
    metric(
      'weir_concurrency_limit',
      'gauge',
      'Exchanges that may be open.',
      perUpstream((link) => link.traffic.limiter.limit),
    ),
    metric(
      'weir_circuit_open',
      'gauge',
      '1 while only probes pass.',
      perUpstream((link) => Number(link.traffic.circuitOpen)),
    ),
    metric(
      'weir_retry_budget_left',
      'gauge',
      'Retries that may still be made now.',
      perUpstream((link) => link.traffic.retryBudgetLeft),
    ),
  ];
}

function recorderMetrics({ writer, counters, keptBytes }: Gateway): string[] {
  const stats = writer.stats();
  return [
    metric('weir_recorder_queued', 'gauge', 'Attempts not yet committed.', one(stats.queued)),
    metric('weir_recorder_queued_bytes', 'gauge', 'Memory that they take.', one(stats.queuedBytes)),
    metric('weir_recorder_written_total', 'counter', 'Attempts committed.', one(stats.written)),
    metric('weir_recorder_failures_total', 'counter', 'Commits that failed and were tried again.', one(stats.failed)),
    metric('weir_recorder_dropped_total', 'counter', 'Attempts that could not be recorded.', one(stats.dropped)),
    metric('weir_recorder_degraded', 'gauge', '1 while recording fails.', one(Number(stats.degraded))),
    metric(
      'weir_unrecorded_ends_total',
      'counter',
      'Responses that ended before they were on record.',
      one(counters.unrecordedEnds),
    ),
    metric(
      'weir_unread_bodies_total',
      'counter',
      'Response bodies that could not be read on the side.',
      one(counters.unreadBodies),
    ),
    metric('weir_kept_body_bytes', 'gauge', 'Request bodies kept to be sent again.', one(keptBytes.bytes)),
  ];
}

function reportMetrics({ counters }: Gateway): string[] {
  const samples = Object.entries(counters.reports).flatMap(([source, counts]) =>
    Object.entries(counts).map(([result, count]): Sample => [{ source, result }, count]),
  );
  return [
    metric('weir_reports_total', 'counter', 'What others told of calls and attempts, by what became of it.', samples),
  ];
}

function processMetrics(): string[] {
  const { rss, heapUsed } = process.memoryUsage();
  return [
    metric('process_resident_memory_bytes', 'gauge', 'Resident memory.', one(rss)),
    metric('nodejs_heap_used_bytes', 'gauge', 'Heap in use.', one(heapUsed)),
    metric('process_start_time_seconds', 'gauge', 'Start, in epoch seconds.', one(performance.timeOrigin / 1000)),
  ];
}

/** The state of the gateway in Prometheus' text format, version 0.0.4. */
export function prometheusText(gateway: Gateway): string {
  return [...trafficMetrics(gateway), ...recorderMetrics(gateway), ...reportMetrics(gateway), ...processMetrics()].join(
    '',
  );
}
