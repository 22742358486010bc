import type { VerdictAdvice, VerdictState } from './verdict-input.ts';

const advise = (dos: string[], donts: string[]): VerdictAdvice[] => [
  ...dos.map((text): VerdictAdvice => ({ kind: 'do', text })),
  ...donts.map((text): VerdictAdvice => ({ kind: 'dont', text })),
];

const WAIT = 'Let calls back off with jitter and retry; send what is urgent first and hold back what is not.';
const OTHER_MODEL = 'Where another model will do, send calls to one that is not affected.';
const NO_HAMMERING = 'Do not retry without a pause: it adds load to a server that has none to spare.';
const NO_KEYS = 'Do not add keys or accounts: the server is short of capacity, your account is not short of anything.';
const NO_UPGRADE = 'Do not upgrade the plan for this: a 529 is not a limit of yours.';

/** What to do in each state, and as firmly what not to. */
export const VERDICT_ADVICE: Readonly<Record<VerdictState, VerdictAdvice[]>> = {
  ok: [],
  overloaded_confirmed: advise(
    [WAIT, OTHER_MODEL, 'Follow the incident: it is known, and being worked on.'],
    [NO_HAMMERING, NO_KEYS, NO_UPGRADE],
  ),
  overloaded_unacknowledged: advise(
    [WAIT, OTHER_MODEL, 'Wait for the page: it posts half an hour late as a rule.'],
    [NO_HAMMERING, NO_KEYS, NO_UPGRADE, 'Do not look for the fault in your code because the page says all is well.'],
  ),
  overloaded_write_support: advise(
    ['Write to support: the report with the request ids of this window is ready to copy.', WAIT, OTHER_MODEL],
    [NO_HAMMERING, NO_KEYS, NO_UPGRADE],
  ),
  rate_limited: advise(
    [
      'Wait as long as retry-after says, or until the limit resets.',
      'Send fewer calls at once: set a limit on concurrency in the policy.',
      'If it happens every day, ask for a higher limit, or move what can wait to the batch endpoint.',
    ],
    ['Do not retry before the time: it fails, and can count against the limit.', 'Do not take this for an outage.'],
  ),
  spend_limited: advise(
    ['Raise the spend limit or add credit in the provider’s console; calls go through at once after that.'],
    ['Do not retry: no wait cures it.', 'Do not write to support about an outage: this is billing.'],
  ),
  bad_requests: advise(
    ['Look at the error message of such a call and at what was changed then: a deploy, a model, a parameter.'],
    ['Do not retry: the same request fails again.', 'Do not wait for the provider: the requests are at fault.'],
  ),
  bad_key: advise(
    ['Check the key and what it may do: it is wrong, revoked, or of another workspace.'],
    ['Do not retry: the same key is refused again.'],
  ),
  network: advise(
    ['Check the way to the provider from this machine: DNS, proxy, firewall, certificates.'],
    ['Do not take this for an overload: the provider was not reached.'],
  ),
  provider_errors: advise(
    [
      'Retry a few times with back-off; note the request ids in case it lasts.',
      'See whether the page has an incident.',
    ],
    ['Do not change your requests because of it.', NO_HAMMERING],
  ),
  too_little_traffic: advise(
    ['Send calls through the gateway, or report them: a handful in ten minutes is enough.'],
    ['Do not take silence for health.'],
  ),
};
