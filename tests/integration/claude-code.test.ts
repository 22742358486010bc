import { afterAll, afterEach, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { type ClaudeCode, installClaudeCode } from '../support/claude-code.ts';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { type MockProvider, overloaded, startMockProvider, times } from '../support/mock-provider/index.ts';

let claude: ClaudeCode | null = null;
let provider: MockProvider;
let gateway: RunningGateway;
let before = 0;

beforeAll(async () => {
  [claude, provider] = await Promise.all([installClaudeCode(), startMockProvider()]);
  gateway = await startGateway({ env: { WEIR_UPSTREAMS: `anthropic=${provider.url}` } });
}, 300_000);
afterEach(async () => {
  provider.reset();
  before = (await gateway.attempts()).length;
});
afterAll(async () => {
  claude?.remove();
  await gateway?.stop();
  await provider?.close();
});

/** Claude Code, or the end of the test. */
function need(context: TestContext): ClaudeCode {
  return claude ?? context.skip('Claude Code does not install or start here');
}

describe('Claude Code', () => {
  it('asks through the gateway, and is known by its name', async (context) => {
    const { ask, version } = need(context);
    const answer = await ask('Say hi.', { ANTHROPIC_BASE_URL: gateway.url });
    expect(answer).toMatchObject({ is_error: false, stop_reason: 'end_turn' });
    const rows = (await gateway.untilAttempts(before + 1)).slice(before);
    expect(rows.at(-1)).toMatchObject({
      outcome: 'ok',
      client: 'claude-code',
      clientVersion: version,
      sessionId: answer.session_id,
      model: 'claude-sonnet-5',
      call: { attempts: 1 },
    });
  }, 120_000);

  it('that meets three 529s gets one clean answer; the record has one call of four attempts', async (context) => {
    const { ask } = need(context);
    provider.script(...times(3, overloaded()));
    const answer = await ask('Say hi.', { ANTHROPIC_BASE_URL: gateway.url });
    expect(answer).toMatchObject({ is_error: false, api_error_status: null });
    const rows = (await gateway.untilAttempts(before + 4)).slice(before);
    expect(rows.map(({ n, status, final }) => [n, status, final])).toEqual([
      [1, 529, false],
      [2, 529, false],
      [3, 529, false],
      [4, 200, true],
    ]);
    expect(new Set(rows.map(({ callId }) => callId)).size).toBe(1);
  }, 120_000);

  it('that goes straight to the provider is known by its telemetry', async (context) => {
    const { ask } = need(context);
    const answer = await ask('Say hi.', {
      ANTHROPIC_BASE_URL: provider.url,
      CLAUDE_CODE_ENABLE_TELEMETRY: '1',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_ENDPOINT: `${gateway.url}/otlp`,
    });
    expect(answer).toMatchObject({ is_error: false });
    const rows = (await gateway.untilAttempts(before + 1)).slice(before);
    const usage = answer.usage as { input_tokens: number; output_tokens: number };
    expect(rows.at(-1)).toMatchObject({
      source: 'otlp',
      outcome: 'ok',
      client: 'claude-code',
      model: 'claude-sonnet-5',
      requestId: expect.stringMatching(/^req_/),
      usage: { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens },
    });
  }, 120_000);
});
