import type { AlertEvent } from '../../lib/api/alert-shapes.ts';
import type { LimitsAnswer, VerdictAnswer } from '../../lib/api/present-shapes.ts';
import { limitWords } from '../../lib/insight/words.ts';

/** How things stood when they were last looked at. */
export interface Standing {
  episodeId: string | null;
  writeSupport: boolean;
  spendLimited: boolean;
  /** Limits that are nearly used up, or are. */
  fullLimits: ReadonlyMap<string, string>;
}

export interface News {
  event: AlertEvent;
  text: string;
  /** The same news has the same tag: of several tabs one is shown. */
  tag: string;
}

export function standingOf(verdict: VerdictAnswer, limits: LimitsAnswer | undefined): Standing {
  const states = [verdict.state, ...verdict.also];
  const full = (limits?.limits ?? []).filter(({ state }) => state === 'nearly' || state === 'used_up');
  return {
    episodeId: states.some((state) => state.startsWith('overloaded')) ? verdict.evidence.episodeId : null,
    writeSupport: states.includes('overloaded_write_support'),
    spendLimited: states.includes('spend_limited'),
    fullLimits: new Map(
      full.map(({ provider, account, model, name, state }) => [
        JSON.stringify([provider, account, model, name]),
        `${provider}: the limit of ${limitWords(name)}${model ? ` for ${model}` : ''} is ${state === 'used_up' ? '' : 'nearly '}used up.`,
      ]),
    ),
  };
}

/** What is new since the last look. The first look tells nothing: what goes on already stands on the page. */
export function newsOf(before: Standing | null, now: Standing, { provider, headline }: VerdictAnswer): News[] {
  if (!before) return [];
  const news: News[] = [];
  if (now.episodeId !== null && before.episodeId === null)
    news.push({ event: 'episode_began', text: headline, tag: `weir-began-${now.episodeId}` });
  if (now.episodeId === null && before.episodeId !== null)
    news.push({
      event: 'episode_ended',
      text: `${provider}: the overload has ended.`,
      tag: `weir-ended-${before.episodeId}`,
    });
  if (now.writeSupport && !before.writeSupport)
    news.push({ event: 'write_support', text: headline, tag: `weir-support-${now.episodeId}` });
  if (now.spendLimited && !before.spendLimited)
    news.push({
      event: 'spend_limit_hit',
      text: `${provider}: a spend limit is reached.`,
      tag: `weir-spend-${provider}`,
    });
  for (const [key, text] of now.fullLimits)
    if (!before.fullLimits.has(key)) news.push({ event: 'limit_nearly_used', text, tag: `weir-limit-${key}` });
  return news;
}
