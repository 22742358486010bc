import { safeLabel } from '../../outcome/message-text.ts';
import { text } from './read-attributes.ts';
import type { Origin } from './telemetry.ts';

const ANTHROPIC_SDK = /^com\.anthropic\.sdk\.([a-z]{2,12})\b/;

export function isAnthropicSdk({ scopeName }: Origin): boolean {
  return ANTHROPIC_SDK.test(scopeName);
}

/** Which application and which client telemetry came from. */
export function originFacts(origin: Origin): {
  app: string | null;
  client: string | null;
  clientVersion: string | null;
} {
  const service = text(origin.resource, 'service.name');
  // What exporters say when nobody named the service.
  const app = service?.startsWith('unknown_service') ? null : safeLabel(service, 200);
  const sdk = ANTHROPIC_SDK.exec(origin.scopeName)?.[1];
  if (sdk) return { app, client: `anthropic-${sdk}`, clientVersion: safeLabel(origin.scopeVersion || null, 40) };
  if (service === 'claude-code')
    return { app, client: 'claude-code', clientVersion: safeLabel(text(origin.resource, 'service.version'), 40) };
  return { app, client: null, clientVersion: null };
}
