import { describe, expect, it } from 'vitest';
import { causeLabel } from '../../../components/calls/attempt-list.tsx';
import { usedShare } from '../../../components/calls/call-limits.tsx';
import { OUTCOME_ADVICE } from '../../../components/calls/outcome-advice.ts';
import { claudeSnippets, openAiSnippet } from '../../../components/connect/snippets.ts';
import { FIELD_LABELS, FILTER_FIELDS, valueLabel } from '../../../components/filters/fields.ts';
import { troubleOf } from '../../../components/shell/health-trouble.ts';
import { FILTER_PARAMS } from '../../../lib/api/filters.ts';
import type { HealthAnswer } from '../../../lib/api/shapes.ts';

const HEALTHY: HealthAnswer = { ok: true, version: '1', uptimeMs: 1, database: { ok: true }, gateway: { ok: true } };

describe('filters', () => {
  it('are all those of the API', () => {
    expect([...FILTER_FIELDS].sort()).toEqual(FILTER_PARAMS.filter((name) => name !== 'from' && name !== 'to').sort());
    for (const field of FILTER_FIELDS) expect(FIELD_LABELS[field]).not.toBe('');
  });

  it('read as people read them', () => {
    expect(valueLabel('outcome', 'rate_limited')).toBe('Rate limited');
    expect(valueLabel('outcome', 'something new')).toBe('something new');
    expect(valueLabel('stream', 'false')).toBe('Not streaming');
    expect(valueLabel('status', '0')).toBe('No answer');
    expect(valueLabel('status', '529')).toBe('529');
    expect(valueLabel('app', '')).toBe('No app named');
    expect(valueLabel('endpoint', '')).toBe('(none)');
    expect(valueLabel('model', '<script>')).toBe('<script>');
  });
});

describe('trouble', () => {
  it('names the gravest thing first', () => {
    expect(troubleOf('open', HEALTHY)).toBeNull();
    expect(troubleOf('open', undefined)).toBeNull();
    expect(troubleOf('down', HEALTHY)?.title).toContain('live stream');
    expect(troubleOf('down', { ...HEALTHY, gateway: { ok: false } })?.title).toContain('gateway');
    expect(troubleOf('down', { ...HEALTHY, gateway: { ok: false }, database: { ok: false } })?.title).toContain(
      'database',
    );
    expect(troubleOf('down', null)?.title).toContain('server');
  });
});

describe('snippets', () => {
  const URL_TEXT = 'http://10.0.0.7:6000';
  it('hold the real address of the gateway and no other', () => {
    for (const { code } of [...claudeSnippets(URL_TEXT), openAiSnippet(URL_TEXT, [])]) {
      expect(code).toContain(URL_TEXT);
      expect(code).not.toContain('5291');
    }
  });

  it('reach another provider under its own name', () => {
    const named = openAiSnippet(URL_TEXT, [{ name: 'oai', url: 'https://api.openai.com' }]);
    expect(named.code).toContain(`${URL_TEXT}/to/oai/v1"`);
    expect(named.recognise).toEqual({ provider: 'oai' });
    expect(openAiSnippet(URL_TEXT, [{ name: 'openai', url: 'https://proxy.example/v1' }]).code).toContain(
      '/to/openai"',
    );
    expect(openAiSnippet(URL_TEXT, [{ name: 'anthropic', url: 'https://api.anthropic.com' }]).note).toContain(
      'WEIR_UPSTREAMS',
    );
  });
});

describe('a call in words', () => {
  it('says why an attempt was made', () => {
    expect(causeLabel('first')).toBe('first try');
    expect(causeLabel('retry_rate_limited')).toBe('retry after rate limited');
    expect(causeLabel('retry_unknown')).toBe('retry_unknown');
  });

  it('knows how full a limit is, or that it does not', () => {
    const limit = { name: 'requests', limit: 100, remaining: 25, utilization: null, resetAt: null, status: null };
    expect(usedShare(limit)).toBe(0.75);
    expect(usedShare({ ...limit, utilization: 0.4 })).toBe(0.4);
    expect(usedShare({ ...limit, limit: 0 })).toBeNull();
    expect(usedShare({ ...limit, remaining: null })).toBeNull();
  });

  it('never advises to hammer, to add keys or to upgrade', () => {
    for (const advice of Object.values(OUTCOME_ADVICE))
      for (const line of advice.does) expect(line).not.toMatch(/more keys|upgrade|at once, many/i);
    expect(OUTCOME_ADVICE.overloaded?.doesNot.join()).toMatch(/keys/);
    expect(OUTCOME_ADVICE.spend_limited?.doesNot.join()).toMatch(/Do not retry/);
  });
});
