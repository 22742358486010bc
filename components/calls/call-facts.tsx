import type { ReactNode } from 'react';
import type { CallAnswer } from '../../lib/api/shapes.ts';
import { formatBytes, formatCount, formatDuration } from '../../lib/format/number.ts';
import { CopyIconButton } from '../connect/copy-icon-button.tsx';
import { valueLabel } from '../filters/fields.ts';
import classes from './detail.module.css';

function factsOf(call: CallAnswer): [label: string, value: ReactNode][] {
  const last = call.attempts.at(-1);
  const usage = call.usage;
  const facts: [string, ReactNode][] = [
    ['Model', call.model],
    ['Endpoint', `${call.endpoint} at ${call.provider}`],
    ['Streaming', call.stream ? 'yes' : 'no'],
    ['App', call.app],
    ['Client', [call.client, call.clientVersion].filter(Boolean).join(' ') || null],
    ['User agent', last?.userAgent],
    ['Session', last?.sessionId],
    ['Organization', call.organizationId],
    ['Stop reason', call.stopReason],
    ['Recorded from', valueLabel('source', call.source)],
    ['Queued', call.queuedMs > 0 ? formatDuration(call.queuedMs) : null],
    ['Backing off', call.backoffMs > 0 ? formatDuration(call.backoffMs) : null],
    ['Time to first token', call.ttftMs === null ? null : formatDuration(call.ttftMs)],
    ['Input tokens', usage?.inputTokens == null ? null : formatCount(usage.inputTokens)],
    ['Output tokens', usage?.outputTokens == null ? null : formatCount(usage.outputTokens)],
    ['Written to cache', usage?.cacheCreationInputTokens ? formatCount(usage.cacheCreationInputTokens) : null],
    ['Read from cache', usage?.cacheReadInputTokens ? formatCount(usage.cacheReadInputTokens) : null],
    ['Service tier', usage?.serviceTier],
    ['Most tokens asked for', last?.maxTokens == null ? null : formatCount(last.maxTokens)],
    ['Sizes', last ? `${formatBytes(last.requestBytes)} sent, ${formatBytes(last.responseBytes)} received` : null],
    ['Client’s own retry count', last?.retryCount],
    ['Calls in flight then', last?.inFlight],
  ];
  return facts.filter(([, value]) => value !== null && value !== undefined && value !== '');
}

/** Everything else that is on record of a call. Prompts and answers never are. */
export function CallFacts({ call }: { call: CallAnswer }) {
  return (
    <section>
      <h2 className={classes.heading}>On record</h2>
      <dl className={classes.facts}>
        {factsOf(call).map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>Call id</dt>
          <dd className={classes.callId}>
            <code>{call.id}</code>
            <CopyIconButton value={call.id} label="Copy call id" />
          </dd>
        </div>
      </dl>
    </section>
  );
}
