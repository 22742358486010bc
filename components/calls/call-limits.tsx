import { Progress } from '@mantine/core';
import type { AttemptJson, LimitJson } from '../../lib/api/shapes.ts';
import { formatCompact, formatShare } from '../../lib/format/number.ts';
import { Time } from '../time/time.tsx';
import classes from './detail.module.css';

const NAMES: Record<string, string> = {
  requests: 'Requests',
  tokens: 'Tokens',
  input_tokens: 'Input tokens',
  output_tokens: 'Output tokens',
  unified_5h: 'Subscription, 5 hours',
  unified_7d: 'Subscription, 7 days',
};

/** Share used, 0 to 1: as told, else from what remains; `null`: the headers do not say. */
export function usedShare({ utilization, limit, remaining }: LimitJson): number | null {
  if (utilization !== null) return utilization;
  return limit !== null && limit > 0 && remaining !== null ? 1 - remaining / limit : null;
}

/** How full the account's limits were, as the last response that told it said. */
export function CallLimits({ attempts }: { attempts: readonly AttemptJson[] }) {
  const limits = attempts.findLast((attempt) => attempt.limits !== null && attempt.limits.length > 0)?.limits;
  if (!limits) return null;
  return (
    <section>
      <h2 className={classes.heading}>Limits at that moment</h2>
      <div className={classes.limits}>
        {limits.map((limit) => (
          <Limit key={limit.name} limit={limit} />
        ))}
      </div>
    </section>
  );
}

function Limit({ limit }: { limit: LimitJson }) {
  const used = usedShare(limit);
  const name = NAMES[limit.name] ?? limit.name;
  return (
    <div>
      <div className={classes.limitHead}>
        <span>{name}</span>
        <b>{used === null ? (limit.status ?? 'no figure') : `${formatShare(used)} used`}</b>
      </div>
      <Progress
        value={Math.min(100, (used ?? 0) * 100)}
        color={used !== null && used >= 0.9 ? 'orange.8' : 'water'}
        size="sm"
        my={4}
        aria-label={`${name} used`}
      />
      <div className={classes.limitFoot}>
        {limit.remaining !== null && limit.limit !== null
          ? `${formatCompact(limit.remaining)} of ${formatCompact(limit.limit)} left, `
          : null}
        {limit.resetAt === null ? null : (
          <span>
            resets <Time ms={limit.resetAt} style="time" />
          </span>
        )}
      </div>
    </div>
  );
}
