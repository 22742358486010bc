import type { Store } from '../../db/store.ts';
import { verdict } from '../insight/verdict.ts';
import type { Verdict, VerdictState } from '../insight/verdict-input.ts';
import { pageAge } from '../status/page-age.ts';
import { episodeId, incidentKey } from './insight-ids.ts';
import type { InsightSources } from './insight-sources.ts';
import { ParamError } from './param-error.ts';
import type { VerdictAnswer, VerdictEvidenceJson } from './present-shapes.ts';
import type { SpanJson } from './span-json.ts';
import { DAY_MS } from './times.ts';
import { type ProviderPage, providerPages } from './upstream-pages.ts';
import type { UsualTraffic } from './usual.ts';
import { type ReadVerdict, readVerdictInput, WINDOW_MS } from './verdict-input.ts';

/** The worst first: what nobody but the reader can cure, then what the provider has, then what is well. */
const SEVERITY: readonly VerdictState[] = [
  'spend_limited',
  'bad_key',
  'overloaded_write_support',
  'overloaded_unacknowledged',
  'overloaded_confirmed',
  'network',
  'rate_limited',
  'bad_requests',
  'provider_errors',
  'ok',
  'too_little_traffic',
];

/** A verdict on one provider with what it rests on. */
export interface ProviderVerdict extends ReadVerdict {
  provider: ProviderPage;
  verdict: Verdict;
}

/**
 * Verdicts on the first upstream, on every provider that had attempts within the last day, and on the one asked for if
 * it is an upstream; the worst off first.
 */
export async function providerVerdicts(
  sources: InsightSources,
  usual: UsualTraffic,
  asked: string | null,
  nowMs: number,
): Promise<ProviderVerdict[]> {
  const active = await activeProviders(sources.store, nowMs);
  const pages = providerPages(sources.config, active);
  const wanted = pages.filter(({ provider }, index) => index === 0 || active.includes(provider) || provider === asked);
  const verdicts: ProviderVerdict[] = [];
  for (const provider of wanted) {
    const read = await readVerdictInput(sources, usual, provider, nowMs);
    verdicts.push({ ...read, provider, verdict: verdict(read.input) });
  }
  return verdicts.sort((a, b) => SEVERITY.indexOf(a.verdict.state) - SEVERITY.indexOf(b.verdict.state));
}

/** Providers beyond so many are too many to judge each. */
const PROVIDERS_MAX = 20;

async function activeProviders(store: Pick<Store, 'aggregate'>, nowMs: number): Promise<string[]> {
  const filter = { fromMs: nowMs - DAY_MS, toMs: nowMs + 1 };
  const cells = await store.aggregate({
    filter,
    unit: 'attempts',
    stepMs: null,
    groupBy: ['provider'],
    histograms: false,
  });
  return cells
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, PROVIDERS_MAX)
    .map(({ group }) => group[0] ?? '');
}

/**
 * What is going on now and what to do. `provider` `null`: of the one that is worst off.
 * @throws ParamError for a provider that is neither an upstream nor had attempts within the last day
 */
export async function verdictAnswer(
  sources: InsightSources,
  usual: UsualTraffic,
  provider: string | null,
  nowMs: number,
): Promise<VerdictAnswer> {
  const verdicts = await providerVerdicts(sources, usual, provider, nowMs);
  const told = provider === null ? verdicts[0] : (verdicts.find((each) => each.provider.provider === provider) ?? null);
  if (!told)
    throw new ParamError(
      'provider',
      provider ?? '',
      `one of ${verdicts.map((each) => JSON.stringify(each.provider.provider)).join(', ')}`,
    );
  const { state, headline, advice, also } = told.verdict;
  return {
    provider: told.provider.provider,
    state,
    headline,
    advice,
    evidence: await evidenceJson(sources, told),
    also,
    window: windowOf(told),
    at: nowMs,
    providers: verdicts.map((each) => ({
      provider: each.provider.provider,
      state: each.verdict.state,
      headline: each.verdict.headline,
    })),
  };
}

const isOverload = (state: VerdictState): boolean => state.startsWith('overloaded');

/** The time of the overload that it tells of, else that of the counts. */
function windowOf({ input, verdict: { state } }: ProviderVerdict): SpanJson {
  const startMs = isOverload(state) ? input.episode?.episode.startMs : undefined;
  return { from: startMs ?? input.nowMs - WINDOW_MS, to: input.nowMs };
}

async function evidenceJson(
  { status, config }: InsightSources,
  { provider, verdict: { state, evidence }, input, incidents }: ProviderVerdict,
): Promise<VerdictEvidenceJson> {
  const { sinceMs, leadMs, incidentId, resetAtMs, pageSeenMs, ...rest } = evidence;
  const { incidentName, ...numbers } = rest;
  const incident = incidents.find(({ id }) => id === incidentId) ?? null;
  const page = provider.page?.page ?? null;
  const age = page && pageAge(await status.page(page.name), page.bases, config.statusIntervalMs, input.nowMs);
  return {
    ...numbers,
    since: sinceMs,
    lead: leadMs === null ? null : { ms: leadMs },
    incident: incident && { id: incidentKey(incident), name: incidentName ?? incident.name, url: incident.url },
    episodeId: isOverload(state) && input.episode ? episodeId(provider.provider, input.episode.episode.startMs) : null,
    page: page &&
      age && {
        name: page.name,
        url: page.bases[0] ?? '',
        seenAt: pageSeenMs,
        stale: age.stale,
        ageText: age.text,
      },
    resetAt: resetAtMs,
  };
}
