import { describe, expect, it } from 'vitest';
import { INSTALLERS, reportSnippets } from '../../../components/connect/report-snippets.ts';

const place = { gatewayUrl: 'http://10.0.0.7:6001', dashboardUrl: 'http://10.0.0.7:6000', hasToken: false };

describe('the ways to report', () => {
  it('hold the real addresses and no others', () => {
    for (const { code, install = '' } of INSTALLERS.flatMap((installer) => reportSnippets(place, installer))) {
      for (const [, host] of (code + install).matchAll(/http:\/\/([^/'\s]+)/g)) expect(host).toMatch(/^10\.0\.0\.7:/);
      expect(code + install).not.toMatch(/529[01]/);
    }
  });

  it('say where the reporter comes from, and how it is built in', () => {
    const [sdk] = reportSnippets(place);
    // Without the flag npm 12 refuses.
    expect(sdk?.install).toBe('npm install --allow-remote=root http://10.0.0.7:6000/reporter.tgz');
    expect(sdk?.code).toContain("fetch: report(fetch, {\n    url: 'http://10.0.0.7:6001',");
  });

  it('come for Bun and Deno too', () => {
    const [bun] = reportSnippets(place, 'bun');
    expect(bun?.install).toBe('bun add http://10.0.0.7:6000/reporter.tgz');
    expect(bun?.code).toBe(reportSnippets(place)[0]?.code);
    const [deno, other] = reportSnippets(place, 'deno');
    expect(deno?.install).toContain('curl -fsS http://10.0.0.7:6000/reporter.tgz | tar xz');
    expect(deno?.code).toContain("from 'npm:@anthropic-ai/sdk';");
    expect(other?.code).toContain("import { createReporter } from './weir-reporter/index.js';");
  });

  it('ask for a token only where one is set', () => {
    for (const { code } of reportSnippets(place)) expect(code).not.toContain('WEIR_REPORT_TOKEN');
    expect(reportSnippets(place)[0]?.note).toContain('its own machine alone');
    for (const { code } of reportSnippets({ ...place, hasToken: true })) expect(code).toContain('WEIR_REPORT_TOKEN');
  });

  it('send telemetry below /otlp', () => {
    const telemetry = reportSnippets(place).filter(({ recognise }) => recognise.source === 'otlp');
    expect(telemetry).toHaveLength(2);
    for (const { code } of telemetry) expect(code).toContain('OTEL_EXPORTER_OTLP_ENDPOINT=http://10.0.0.7:6001/otlp\n');
  });

  it('are each known by what comes of them', () => {
    for (const { recognise } of reportSnippets(place)) expect(['report', 'otlp']).toContain(recognise.source);
  });
});
