import { ALERT_EVENTS, type AlertEvent } from '../../lib/api/alert-shapes.ts';

/** What each event is called, and when it is told. */
export const EVENT_WORDS: Record<AlertEvent, { label: string; when: string }> = {
  episode_began: { label: 'An episode began', when: '529s are significantly above what is normal here' },
  episode_ended: { label: 'An episode ended', when: 'the errors stopped and did not come back' },
  write_support: { label: 'Time to write to support', when: 'overloaded for over 30 minutes, and the page is silent' },
  limit_nearly_used: { label: 'A limit is nearly used up', when: 'for three minutes on end' },
  spend_limit_hit: { label: 'A money limit was hit', when: 'no wait cures it' },
};

export const EVENT_OPTIONS = ALERT_EVENTS.map((value) => ({ value, label: EVENT_WORDS[value].label }));

/** The event of an entry of the log in words. */
export function eventLabel(event: AlertEvent | 'test'): string {
  return event === 'test' ? 'Test' : EVENT_WORDS[event].label;
}
