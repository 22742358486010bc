import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Filter, Store } from '../../db/store.ts';
import { REPLAY_METHOD, replaySteps, samePolicyForAll } from '../insight/replay.ts';
import { type ReplayRecord, recordAttempt, startReplayRecord } from '../insight/replay-record.ts';
import { type FieldError, fail, readFields, validated } from '../scheduler/fields.ts';
import type { Policy } from '../scheduler/policy.ts';
import { PRESET_IDS, presetById } from '../scheduler/presets.ts';
import { readPolicy } from '../scheduler/validate-policy.ts';
import { ApiError } from './api-error.ts';
import { validOrRefuse } from './refuse.ts';
import type { ReplayAnswer } from './shapes.ts';
import { runStepwise } from './stepwise.ts';

const MAX_RANGE_MS = 31 * 86_400_000;
const MAX_POLICIES = 8;
const MAX_SEED = 4_294_967_295;

interface ReplayRequest {
  seed: number;
  entries: { name: string; policy: Policy }[];
}

function readEntry(input: unknown, path: string, errors: FieldError[]): ReplayRequest['entries'] {
  if (typeof input !== 'string') return [{ name: 'policy', policy: readPolicy(input ?? null, path, errors) }];
  const preset = presetById(input);
  if (preset) return [{ name: preset.id, policy: preset.policy }];
  fail(errors, path, input, `one of ${PRESET_IDS.join(', ')}, or a policy`);
  return [];
}

/** `{ preset }`, `{ policy }`, or `{ policies: [preset or policy, ...] }` to compare; and a `seed`. */
function readRequest(body: unknown): ReplayRequest {
  return validOrRefuse(
    validated((errors) => {
      const fields = readFields(body ?? null, '', errors);
      const given = (['preset', 'policy', 'policies'] as const).filter((name) => fields.raw(name) !== undefined);
      const [name] = given;
      if (given.length !== 1 || !name)
        fail(errors, 'policy', given.length, 'given once, as preset, policy or a list of policies');
      const value = name ? fields.raw(name) : undefined;
      const list = name === 'policies' && Array.isArray(value) ? value : [value];
      if (list.length < 1 || list.length > MAX_POLICIES)
        fields.fail('policies', value, `a list of 1 to ${MAX_POLICIES} presets or policies`);
      const entries = name
        ? list
            .slice(0, MAX_POLICIES)
            .flatMap((entry, i) => readEntry(entry, name === 'policies' ? `policies[${i}]` : name, errors))
        : [];
      const seed = fields.number('seed', { min: 0, max: MAX_SEED, whole: true }, 1);
      fields.end();
      return { seed, entries };
    }),
  );
}

async function condense(store: Pick<Store, 'attempts'>, filter: Filter, signal: AbortSignal): Promise<ReplayRecord> {
  const record = startReplayRecord(filter.fromMs, filter.toMs);
  for await (const page of store.attempts(filter)) {
    for (const attempt of page) recordAttempt(record, attempt);
    await nextTurn();
    signal.throwIfAborted();
  }
  return record;
}

/**
 * Policies against the recorded past, a few milliseconds at a time, so that other requests are answered in between.
 * @throws ApiError 400 naming what does not validate, or a range that is too long
 */
export async function replayAnswer(
  store: Pick<Store, 'attempts'>,
  filter: Filter,
  body: unknown,
  signal: AbortSignal,
): Promise<ReplayAnswer> {
  if (filter.toMs - filter.fromMs > MAX_RANGE_MS)
    throw new ApiError(400, 'invalid_parameter', 'from is more than 31 days before to, but may be at most that', {
      field: 'from',
    });
  const { entries, seed } = readRequest(body);
  const record = await condense(store, filter, signal);
  const policies: ReplayAnswer['policies'] = [];
  for (const { name, policy } of entries) {
    const estimate = await runStepwise(replaySteps(record, samePolicyForAll(policy), seed), signal);
    policies.push({ name, policy, ...estimate });
  }
  const [first] = policies;
  if (!first) throw new ApiError(400, 'invalid_body', 'policies is empty', { field: 'policies' });
  return { ...first, policies, method: REPLAY_METHOD, from: filter.fromMs, to: filter.toMs };
}
