import type { AlertEvent, AlertKind } from '../api/alert-shapes.ts';
import { VERSION } from '../version.ts';

/** What is sent, whoever it goes to. */
export interface Message {
  event: AlertEvent | 'test';
  provider: string | null;
  atMs: number;
  text: string;
  fromMs: number | null;
  toMs: number | null;
  facts: Record<string, number | string | null>;
}

/** Slack reads these three as markup, and nothing else can begin a link or a mention. */
const forSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const ICONS: Record<Message['event'], string> = {
  episode_began: ':red_circle:',
  episode_ended: ':large_green_circle:',
  write_support: ':envelope:',
  limit_nearly_used: ':hourglass_flowing_sand:',
  spend_limit_hit: ':no_entry:',
  test: ':wave:',
};

/** The body of a request, as JSON. */
export function payload(kind: AlertKind, message: Message): string {
  const { event, provider, atMs, text, fromMs, toMs, facts } = message;
  if (kind === 'slack') return JSON.stringify({ text: `${ICONS[event]} ${forSlack(text)}` });
  return JSON.stringify({
    event,
    provider,
    text,
    at: new Date(atMs).toISOString(),
    window: fromMs === null || toMs === null ? null : { from: fromMs, to: toMs },
    facts,
    sender: { name: 'weir', version: VERSION },
  });
}
