import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dialectFor } from '../../lib/outcome/dialect.ts';
import { createExchangeReader } from '../../lib/outcome/exchange.ts';
import { reported } from '../unit/reporter/support.ts';

const FIXTURES = new URL('../../../shared/fixtures/', import.meta.url);
const absent = !existsSync(FIXTURES);
if (absent) console.warn(`Skipped: no recorded responses at ${FIXTURES.pathname}`);

interface Recording {
  request: { method: string; url: string };
  response: { status: number; headers: Record<string, string>; body: string };
}

const FOLDERS = ['anthropic/sse', 'anthropic/json', 'anthropic/errors', 'other-providers'];
const NAMES = absent
  ? []
  : FOLDERS.flatMap((folder) =>
      readdirSync(new URL(`${folder}/`, FIXTURES))
        .filter((name) => name.endsWith('.json'))
        .map((name) => `${folder}/${name}`),
    );

/** Some bodies were recorded as base64. */
function bodyBytes(body: string): Uint8Array {
  return new Uint8Array(Buffer.from(body, /^(?:event|data|[{[\s<])/.test(body) ? 'utf8' : 'base64'));
}

function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 777) yield bytes.slice(from, from + 777);
}

describe.skipIf(absent)('a recorded response is read by the reporter as by the gateway', () => {
  it.each(NAMES)('%s', (name) => {
    const { request, response } = JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8')) as Recording;
    const url = new URL(request.url.replaceAll(/[<>]/g, ''));
    const { status, headers } = response;
    const reader = createExchangeReader({
      dialect: dialectFor('recorded', url.origin, url.pathname),
      status,
      headers,
      startedAtMs: 1000,
      requestModel: null,
      streamRequested: headers['content-type']?.startsWith('text/event-stream') ?? false,
    });
    const bytes = bodyBytes(response.body);
    for (const chunk of chunksOf(bytes)) reader.write(chunk, 1001);
    const seen = reader.finish({ kind: 'complete', passedOn: status < 400 });
    const told = reported({ status, headers }, chunksOf(bytes));
    // These say what kind of error it is in a header or field of their own; the reporter tells it by the status.
    const isElsewhere = /cohere|bedrock/.test(url.host) && { errorType: null, requestId: null };
    expect({
      outcome: told.outcome,
      errorType: told.errorType,
      model: told.model,
      usage: told.usage,
      stopReason: told.stopReason,
      requestId: told.requestId,
      ...isElsewhere,
    }).toEqual({
      outcome: seen.outcome,
      errorType: seen.errorType,
      model: seen.model,
      usage: seen.usage,
      stopReason: seen.stopReason,
      requestId: seen.requestId,
      ...isElsewhere,
    });
  });
});
