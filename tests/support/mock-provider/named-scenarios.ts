import type { Answer, Scenario } from './answer.ts';
import { defaultReply } from './default-reply.ts';
import { error, overloaded, overloadedAs500, rateLimited, spendLimited } from './errors.ts';
import { streamMessage } from './message.ts';
import type { Random } from './random.ts';
import { cycle, during, firstOf, share, when } from './scenarios.ts';

const MINUTE_MS = 60_000;

const isStream = when((request) => /"stream"\s*:\s*true/.test(request.body.toString('latin1')), streamMessage());

/** A positive number around `median`, seldom far above it: the shape of real latencies. */
function skewed(median: number, random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(0.5 * normal);
}

/** The healthy default at the pace of a real model. */
const lifelike: Scenario = async (request, context) => {
  const answer = (await defaultReply(request, context)) as Answer;
  const headDelayMs = skewed(350, context.random);
  return Array.isArray(answer.body)
    ? { ...answer, headDelayMs, betweenMs: skewed(60, context.random) }
    : { ...answer, headDelayMs: headDelayMs + skewed(700, context.random) };
};

const midStreamOverload: Scenario = async (request, context) =>
  (await isStream(request, context)) &&
  streamMessage({ firstEventMs: 200, eventMs: 40, failAfter: { events: 5 } })(request, context);

const cutStream: Scenario = async (request, context) =>
  (await isStream(request, context)) && streamMessage({ eventMs: 40, stopAfter: 6, ending: 'fin' })(request, context);

const flaky = firstOf(
  share(0.02, overloaded()),
  share(0.01, rateLimited(3)),
  share(0.005, error('api_error')),
  share(0.01, midStreamOverload),
  share(0.005, cutStream),
  lifelike,
);

const outage = firstOf(
  share(0.7, overloaded()),
  share(0.1, overloadedAs500()),
  share(0.5, midStreamOverload),
  share(0.05, error('timeout_error')),
  lifelike,
);

/** What the mock provider can be started with by name. */
export const NAMED_SCENARIOS = {
  /** Immediate, always well. */
  instant: defaultReply,
  healthy: lifelike,
  /** Now and then something of everything. */
  flaky,
  /** Flaky, and from the second to the fifth minute of every ten an outage. */
  outage: cycle(10 * MINUTE_MS, firstOf(during(2 * MINUTE_MS, 5 * MINUTE_MS, outage), flaky)),
  overloaded: firstOf(overloaded()),
  'rate-limited': firstOf(share(0.5, rateLimited(5)), lifelike),
  'spend-limited': firstOf(spendLimited()),
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof NAMED_SCENARIOS;

export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(NAMED_SCENARIOS, name);
}
