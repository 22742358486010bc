import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../../lib/config.ts';
import { concerns, isChosen } from '../../../lib/insight/incident.ts';
import { upstreamPage } from '../../../lib/status/component-choice.ts';
import { incident } from '../insight/incidents.ts';

const read = (text: string) => readConfig({ WEIR_STATUS_COMPONENTS: text }).statusComponents;

describe('WEIR_STATUS_COMPONENTS', () => {
  it('has a default for the well-known pages', () => {
    expect(readConfig({}).statusComponents).toEqual([
      { upstream: 'anthropic', page: 'anthropic', components: ['k8w3r06qmzrp', 'Claude API'] },
      { upstream: 'openai', page: 'openai', components: ['API', 'Responses', 'Chat Completions'] },
    ]);
  });

  it('reads upstreams, other pages and components', () => {
    expect(read('a=x1|The API (api.example), eu@a=x2')).toEqual([
      { upstream: 'a', page: 'a', components: ['x1', 'The API (api.example)'] },
      { upstream: 'eu', page: 'a', components: ['x2'] },
    ]);
  });

  it.each(['a', 'a=', 'a=x||y', 'A=x', 'a@=x', 'a@B=x', `a=${'x'.repeat(101)}`, 'a=x,a=y'])('refuses %s', (text) => {
    expect(() => read(text)).toThrow(ConfigError);
    expect(() => read(text)).toThrow(/^WEIR_STATUS_COMPONENTS is .*, but may be /);
  });
});

describe('upstreamPage', () => {
  const pages = [
    { name: 'anthropic', bases: ['https://a.example'] },
    { name: 'other', bases: ['https://b.example'] },
  ];
  const chosen = read('anthropic=k8w3r06qmzrp|Claude API,eu@anthropic=Claude Code');

  it('finds the page of an upstream, its own or another', () => {
    expect(upstreamPage('anthropic', pages, chosen)?.page.name).toBe('anthropic');
    expect(upstreamPage('eu', pages, chosen)).toMatchObject({
      page: { name: 'anthropic' },
      choice: { names: ['Claude Code'] },
    });
    expect(upstreamPage('other', pages, chosen)).toMatchObject({
      page: { name: 'other' },
      choice: { ids: [], names: [] },
    });
    expect(upstreamPage('nobody', pages, chosen)).toBeNull();
    expect(upstreamPage('anthropic', [], chosen)).toBeNull();
  });

  it('counts a component by id, or by the beginning of its name', () => {
    const choice = upstreamPage('anthropic', pages, chosen)?.choice ?? { ids: [], names: [] };
    expect(isChosen({ id: 'k8w3r06qmzrp', name: 'Renamed' }, choice)).toBe(true);
    expect(isChosen({ id: 'renumbered', name: 'Claude API (api.anthropic.com)' }, choice)).toBe(true);
    expect(isChosen({ id: 'yyzkbfz2thpt', name: 'Claude Code' }, choice)).toBe(false);
    const all = upstreamPage('other', pages, chosen)?.choice ?? { ids: ['x'], names: [] };
    expect(concerns(incident(0, 1), all)).toBe(true);
  });
});
