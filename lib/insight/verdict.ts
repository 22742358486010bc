import { OUTCOMES, type Outcome } from '../outcome/vocabulary.ts';
import { VERDICT_ADVICE } from './verdict-advice.ts';
import type { Verdict, VerdictEvidence, VerdictInput, VerdictState } from './verdict-input.ts';
import { durationWords, limitWords, shareWords } from './words.ts';

/** Fewer attempts than this in the window tell nothing. */
const ATTEMPTS_MIN = 5;
/** Minutes of silence of the page after which it is time to write to support. */
export const WRITE_SUPPORT_MS = 30 * 60_000;
/** A page that was last read longer ago than this cannot be called silent. */
const PAGE_STALE_MS = 10 * 60_000;
const FAILED_MIN = 5;
const SHARE_MIN = 0.05;
const USUAL_RATIO = 3;
const ROUNDING = 1e-9;
/** However usual: if half of all attempts fail, it is said. */
const ALWAYS_SHARE = 0.5;
/** Failures beyond this share are not called well, only usual. */
const WELL_SHARE = 0.1;
/** An episode that ended no longer ago than this is still worth a word. */
const JUST_ENDED_MS = 30 * 60_000;
/** Outcomes that say nothing about anybody's trouble: the client left, or our own limiter held the call back. */
const SILENT: readonly Outcome[] = ['cancelled', 'shed', 'abandoned'];

/** A finding: something is wrong with so many attempts. */
interface Finding {
  state: VerdictState;
  failed: number;
  headline: string;
  evidence: Partial<VerdictEvidence>;
}

/**
 * What is going on now, in words, and what to do. Of several troubles the one with the most attempts leads, money and
 * keys first among equals; the others stand in `also`.
 */
export function verdict(input: VerdictInput): Verdict {
  const attempts = telling(input);
  const base = baseEvidence(input, attempts);
  const findings = [
    spend(input, attempts),
    key(input, attempts),
    overload(input),
    limits(input, attempts),
    network(input, attempts),
    badRequests(input, attempts),
    providerErrors(input, attempts),
  ].filter((finding) => finding !== null);
  // The sort is stable: among equals the order above holds.
  findings.sort((a, b) => b.failed - a.failed);
  const [first, ...others] = findings;
  if (first)
    return {
      state: first.state,
      headline: first.headline,
      advice: VERDICT_ADVICE[first.state],
      evidence: { ...base, failed: first.failed, share: share(first.failed, attempts), ...first.evidence },
      also: others.map(({ state }) => state),
    };
  const state = attempts < ATTEMPTS_MIN ? 'too_little_traffic' : 'ok';
  const headline = state === 'ok' ? wellHeadline(input, attempts) : quietHeadline(input, attempts);
  return { state, headline, advice: VERDICT_ADVICE[state], evidence: base, also: [] };
}

const countOf = ({ attempts }: VerdictInput, ...outcomes: Outcome[]): number =>
  outcomes.reduce((sum, outcome) => sum + (attempts[outcome] ?? 0), 0);

const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

function telling(input: VerdictInput): number {
  return countOf(input, ...OUTCOMES.filter((outcome) => !SILENT.includes(outcome)));
}

function baseEvidence(input: VerdictInput, attempts: number): VerdictEvidence {
  const failed = attempts - countOf(input, 'ok');
  return {
    windowMs: input.windowMs,
    attempts,
    failed,
    share: share(failed, attempts),
    usualShare: null,
    usualAttempts: input.usualAttempts,
    sinceMs: null,
    silentMs: null,
    leadMs: null,
    incidentId: null,
    incidentName: null,
    pageSeenMs: input.pageSeenMs,
    limit: null,
    resetAtMs: null,
  };
}

function wellHeadline(input: VerdictInput, attempts: number): string {
  const within = durationWords(input.windowMs);
  const ok = countOf(input, 'ok');
  const through = ok === attempts ? `all ${attempts}` : `${shareWords(ok / attempts)} of ${attempts}`;
  const how = attempts - ok > WELL_SHARE * attempts ? 'As usual' : 'All well';
  const headline = `${how}: ${through} attempts of the last ${within} went through.`;
  const { startMs = 0, endMs = null } = input.episode?.episode ?? {};
  if (endMs === null || input.nowMs - endMs > JUST_ENDED_MS) return headline;
  return `${headline} An overload of ${durationWords(endMs - startMs)} ended ${durationWords(input.nowMs - endMs)} ago.`;
}

function quietHeadline({ windowMs, usualAttempts }: VerdictInput, attempts: number): string {
  const count = attempts === 0 ? 'No attempts' : attempts === 1 ? 'One attempt' : `${attempts} attempts`;
  const usual = usualAttempts !== null && usualAttempts >= ATTEMPTS_MIN ? `, usually ${Math.round(usualAttempts)}` : '';
  return `Too little traffic to tell: ${count.toLowerCase()} in the last ${durationWords(windowMs)}${usual}.`;
}

function spend(input: VerdictInput, attempts: number): Finding | null {
  const failed = countOf(input, 'spend_limited');
  if (failed === 0 || failed < 0.02 * attempts) return null;
  const headline = 'Your money: a spend limit is reached or the credit is used up. No wait cures it.';
  return { state: 'spend_limited', failed, headline, evidence: {} };
}

function key({ keyErrors }: VerdictInput, attempts: number): Finding | null {
  if (keyErrors < 3 || keyErrors < SHARE_MIN * attempts) return null;
  const headline = `Your key: ${shareWords(keyErrors / attempts)} of attempts are refused with 401 or 403.`;
  return { state: 'bad_key', failed: keyErrors, headline, evidence: {} };
}

function overload(input: VerdictInput): Finding | null {
  const { episode: matched, nowMs, pageSeenMs, incidentName } = input;
  const failed = countOf(input, 'overloaded');
  // An episode stays open while nobody calls; that it is still so needs a sign.
  if (matched === null || matched.episode.endMs !== null || failed === 0) return null;
  const { startMs } = matched.episode;
  const lasted = durationWords(nowMs - startMs);
  const best = matched.matches[0] ?? null;
  const evidence = {
    usualShare: input.usualShares.overloaded ?? null,
    sinceMs: startMs,
    silentMs: matched.unacknowledgedMs,
    leadMs: best === null ? null : Math.min(...matched.matches.map(({ leadMs }) => leadMs)),
    incidentId: best?.incidentId ?? null,
    incidentName: best === null ? null : incidentName,
  };
  if (matched.state === 'confirmed') {
    const { leadMs } = evidence;
    const lead = leadMs === null || Math.abs(leadMs) < 60_000 ? 'as the page posted it' : leadWords(leadMs);
    const headline = `The provider is overloaded, for ${lasted}. The status page confirms it; seen ${lead}.`;
    return { state: 'overloaded_confirmed', failed, headline, evidence };
  }
  const silent = matched.unacknowledgedMs >= WRITE_SUPPORT_MS;
  const page =
    pageSeenMs === null
      ? 'no status page was read'
      : nowMs - pageSeenMs > PAGE_STALE_MS
        ? `the status page was last read ${durationWords(nowMs - pageSeenMs)} ago`
        : 'the status page says nothing of it';
  const headline = `The provider is overloaded, for ${lasted}, and ${page}.`;
  return silent
    ? { state: 'overloaded_write_support', failed, headline: `${headline} Time to write to support.`, evidence }
    : { state: 'overloaded_unacknowledged', failed, headline, evidence };
}

const leadWords = (leadMs: number): string =>
  `${durationWords(Math.abs(leadMs))} ${leadMs > 0 ? 'before' : 'after'} the post`;

function limits(input: VerdictInput, attempts: number): Finding | null {
  const failed = countOf(input, 'rate_limited');
  const full = input.limits.find(({ state }) => state === 'used_up') ?? null;
  const many = failed >= 3 && failed >= SHARE_MIN * attempts;
  if (!many && !(full && failed > 0)) return null;
  const limit = full ?? input.limits.find(({ state }) => state === 'nearly') ?? null;
  const reset = limit?.resetAtMs ?? null;
  const which = limit ? `the limit of ${limitWords(limit.name)}` : 'a limit of your account';
  const when = reset === null ? '' : ` It resets in ${durationWords(reset - input.nowMs)}.`;
  return {
    state: 'rate_limited',
    failed,
    headline: `Your limit: ${which} is reached (429); ${shareWords(failed / attempts)} of attempts are refused.${when}`,
    evidence: { limit: limit?.name ?? null, resetAtMs: reset, usualShare: input.usualShares.rate_limited ?? null },
  };
}

function network(input: VerdictInput, attempts: number): Finding | null {
  const failed = countOf(input, 'network_error');
  if (failed < 3 || failed < 2 * SHARE_MIN * attempts) return null;
  const headline = `The network: ${shareWords(failed / attempts)} of attempts did not reach the provider.`;
  return { state: 'network', failed, headline, evidence: { usualShare: input.usualShares.network_error ?? null } };
}

/** Whether so many failures stand out from what is usual. */
function standsOut(failed: number, attempts: number, usual: number): boolean {
  const least = Math.max(SHARE_MIN, Math.min(ALWAYS_SHARE, USUAL_RATIO * usual));
  return failed >= FAILED_MIN && failed / attempts >= least - ROUNDING;
}

function badRequests(input: VerdictInput, attempts: number): Finding | null {
  const failed = countOf(input, 'client_error') - input.keyErrors;
  const usualShare = input.usualShares.client_error ?? 0;
  const since = input.badRequestsSince;
  if (!standsOut(failed, attempts, since ? 0 : usualShare)) return null;
  const when = since ? `, since a change ${durationWords(input.nowMs - since.atMs)} ago` : '';
  const headline = `Your requests: ${shareWords(failed / attempts)} of attempts are refused as invalid${when}.`;
  return { state: 'bad_requests', failed, headline, evidence: { usualShare, sinceMs: since?.atMs ?? null } };
}

function providerErrors(input: VerdictInput, attempts: number): Finding | null {
  const outcomes = ['server_error', 'timeout', 'truncated'] as const;
  const failed = countOf(input, ...outcomes);
  const usualShare = outcomes.reduce((sum, outcome) => sum + (input.usualShares[outcome] ?? 0), 0);
  if (!standsOut(failed, attempts, usualShare)) return null;
  const what = `${shareWords(failed / attempts)} of attempts end in server errors, time-outs or broken answers`;
  const headline = `The provider has trouble other than overload: ${what}.`;
  return { state: 'provider_errors', failed, headline, evidence: { usualShare } };
}
