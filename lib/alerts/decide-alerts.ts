import { failedShare } from '../insight/episode.ts';
import type { ProviderEpisode } from '../insight/episode-scope.ts';
import { REJOIN_MS } from '../insight/episodes.ts';
import { durationWords, limitWords, shareWords } from '../insight/words.ts';
import type { Alert } from './alert.ts';
import { type AlertState, type SwitchRule, type ToldEpisode, turn } from './alert-state.ts';
import type { AccountLimit, ProviderSnapshot, Snapshot } from './snapshot.ts';

const MINUTE_MS = 60_000;
/** A limit that is refilled every minute is nearly used up for moments all the time. */
const LIMIT_RULE: SwitchRule = { afterMs: 3 * MINUTE_MS, againAfterMs: 60 * MINUTE_MS };
const SPEND_RULE: SwitchRule = { afterMs: 0, againAfterMs: 60 * MINUTE_MS };
const LIMITS_MAX = 500;

/**
 * What is to be told after a look, each thing once: an episode's beginning, its end (only once it can no longer come
 * back as the same one), that it is time to write to support, a limit that stays nearly used up, and money that ran out.
 * Out: the alerts in that order, and the state for the next look.
 */
export function decideAlerts(
  state: AlertState,
  { nowMs, providers }: Snapshot,
): { state: AlertState; alerts: Alert[] } {
  const next: AlertState = { episodes: { ...state.episodes }, spend: { ...state.spend }, limits: {} };
  const alerts: Alert[] = [];
  for (const snapshot of providers) {
    const { provider } = snapshot;
    const told = tellEpisodes(state.episodes[provider] ?? null, snapshot, nowMs, alerts);
    if (told) next.episodes[provider] = told;
    else delete next.episodes[provider];
    const spend = turn(state.spend[provider], snapshot.states.includes('spend_limited'), SPEND_RULE, nowMs);
    next.spend[provider] = spend.next;
    if (spend.tell) alerts.push(spendAlert(provider, nowMs));
    for (const limit of snapshot.limits) {
      const key = JSON.stringify([provider, limit.account, limit.model, limit.outlook.name]);
      if (Object.hasOwn(next.limits, key) || Object.keys(next.limits).length >= LIMITS_MAX) continue;
      const isFull = limit.outlook.state === 'nearly' || limit.outlook.state === 'used_up';
      const turned = turn(state.limits[key], isFull, LIMIT_RULE, nowMs);
      next.limits[key] = turned.next;
      if (turned.tell) alerts.push(limitAlert(provider, limit, nowMs));
    }
  }
  // What was told of a limit that nobody hears of just now holds on.
  for (const [key, before] of Object.entries(state.limits))
    if (!Object.hasOwn(next.limits, key) && before.told) next.limits[key] = turn(before, false, LIMIT_RULE, nowMs).next;
  return { state: next, alerts };
}

/** Adds what is to be told of a provider's episodes. Out: the one told of whose end is not; `null`: none. */
function tellEpisodes(
  before: ToldEpisode | null,
  { provider, episodes, states, incidentName }: ProviderSnapshot,
  nowMs: number,
  alerts: Alert[],
): ToldEpisode | null {
  const sure = episodes.filter(({ confidence }) => confidence > 0);
  let told = before;
  if (told) {
    const known = told;
    // A late report can move its start: it is the one that goes on there, or the first after it.
    const same =
      sure.findLast(({ startMs, endMs }) => startMs <= known.startMs && (endMs ?? nowMs) > known.startMs) ??
      sure.find(({ startMs }) => startMs >= known.startMs);
    if (!same) told = null;
    else if (same.endMs !== null && nowMs - same.endMs >= REJOIN_MS) {
      alerts.push(endAlert(provider, same, same.endMs, nowMs));
      told = null;
    } else told = { ...known, startMs: same.startMs };
  }
  const open = sure.at(-1);
  if (!told && open?.endMs === null) {
    alerts.push(beginAlert(provider, open, incidentName, nowMs));
    told = { startMs: open.startMs, supportTold: false };
  }
  if (told && open?.endMs === null && !told.supportTold && states.includes('overloaded_write_support')) {
    alerts.push(supportAlert(provider, open, nowMs));
    told = { ...told, supportTold: true };
  }
  return told;
}

function episodeFacts({ startMs, endMs, calls, failed, models }: ProviderEpisode): Alert['facts'] {
  return {
    startedAt: startMs,
    endedAt: endMs,
    calls,
    failed,
    share: failedShare({ calls, failed }),
    models: models.join(', '),
  };
}

const ofModels = ({ models }: ProviderEpisode): string =>
  models.length > 0 ? ` (${models.slice(0, 3).join(', ')})` : '';

function beginAlert(provider: string, episode: ProviderEpisode, incidentName: string | null, nowMs: number): Alert {
  const page = incidentName === null ? 'The status page says nothing of it.' : `The status page: ${incidentName}.`;
  const share = shareWords(failedShare(episode));
  return {
    event: 'episode_began',
    provider,
    atMs: nowMs,
    text: `${provider} is overloaded${ofModels(episode)} for ${durationWords(nowMs - episode.startMs)}: ${share} of first attempts fail. ${page}`,
    fromMs: episode.startMs,
    toMs: nowMs,
    facts: { ...episodeFacts(episode), incident: incidentName },
  };
}

function endAlert(provider: string, episode: ProviderEpisode, endMs: number, nowMs: number): Alert {
  const lasted = durationWords(endMs - episode.startMs);
  return {
    event: 'episode_ended',
    provider,
    atMs: nowMs,
    text: `${provider}: the overload of ${lasted} ended ${durationWords(nowMs - endMs)} ago; ${episode.failed} of ${episode.calls} first attempts failed.`,
    fromMs: episode.startMs,
    toMs: endMs,
    facts: { ...episodeFacts(episode), endedBy: episode.endedBy },
  };
}

function supportAlert(provider: string, episode: ProviderEpisode, nowMs: number): Alert {
  return {
    event: 'write_support',
    provider,
    atMs: nowMs,
    text: `${provider} is overloaded for ${durationWords(nowMs - episode.startMs)} and its status page is silent: time to write to support. The report of this window holds the request ids.`,
    fromMs: episode.startMs,
    toMs: nowMs,
    facts: episodeFacts(episode),
  };
}

function limitAlert(provider: string, { account, model, outlook }: AccountLimit, nowMs: number): Alert {
  const { name, state, utilization, remaining, limit, resetAtMs, exhaustAtMs } = outlook;
  const how = state === 'used_up' ? 'used up' : 'nearly used up';
  const share = utilization === null ? '' : ` (${shareWords(utilization)})`;
  const reset = resetAtMs === null ? '' : ` It resets in ${durationWords(resetAtMs - nowMs)}.`;
  const pace = exhaustAtMs === null ? '' : ` At this pace it is used up in ${durationWords(exhaustAtMs - nowMs)}.`;
  return {
    event: 'limit_nearly_used',
    provider,
    atMs: nowMs,
    text: `${provider}: the limit of ${limitWords(name)}${model ? ` for ${model}` : ''} is ${how}${share}.${pace}${reset}`,
    fromMs: nowMs - 60 * MINUTE_MS,
    toMs: nowMs,
    facts: { limit: name, account, model, used: utilization, remaining, size: limit, resetAt: resetAtMs },
  };
}

function spendAlert(provider: string, nowMs: number): Alert {
  return {
    event: 'spend_limit_hit',
    provider,
    atMs: nowMs,
    text: `${provider}: a spend limit is reached or the credit is used up. No wait cures it.`,
    fromMs: nowMs - 60 * MINUTE_MS,
    toMs: nowMs,
    facts: {},
  };
}
