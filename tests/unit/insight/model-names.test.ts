import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNamed, modelsNamed, namesManyModels } from '../../../lib/insight/model-names.ts';

const names = (text: string): string[] =>
  modelsNamed(text)
    .map(({ family, version }) => (version ? `${family} ${version}` : family))
    .sort();

describe('modelsNamed', () => {
  it.each([
    ['Elevated errors on Claude Opus 4.5', ['opus 4.5']],
    ['Errors for Claude Mythos 5.1 and Claude Fable 5.1', ['fable 5.1', 'mythos 5.1']],
    [
      'Affected: Mythos/Fable 5.1, Mythos/Fable 5, Opus 5, Opus 4.8.',
      ['fable 5', 'fable 5.1', 'mythos 5', 'mythos 5.1', 'opus 4.8', 'opus 5'],
    ],
    ['Sonnet 4 and 4.5 are slow', ['sonnet 4', 'sonnet 4.5']],
    ['Sonnet 4, 4.5 and Haiku', ['haiku', 'sonnet 4', 'sonnet 4.5']],
    ['Claude 3.5 Haiku and Claude 4 Sonnet', ['haiku 3.5', 'sonnet 4']],
    ['Opus 4.0', ['opus 4']],
    ['OPUS 4.1', ['opus 4.1']],
    ['claude-opus-4 requests', ['opus 4']],
    ['Claude Newname 7 fails', ['newname 7']],
    ['Haiku is down', ['haiku']],
    ['Errors with GPT-4o, gpt 5.1 and o3-mini', ['gpt 4o', 'gpt 5.1', 'o3']],
    ['Gemini 2.5 Pro', ['gemini 2.5']],
    ['Opus 5 from 14:20 and 15:30', ['opus 5']],
    ['Claude Code 2.1 and Claude API errors', []],
    ['Claude for Government, Claude Max 20 plans', []],
    ['A corpus of Sonneteers', []],
    ['', []],
  ])('%s', (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it('takes any text in short time', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => void names(text)));
    expect(names('Opus 4 and '.repeat(50_000))).toEqual(['opus 4']);
    expect(names('claude '.repeat(50_000))).toEqual([]);
  });
});

describe('namesManyModels', () => {
  it.each([
    ['Elevated errors for multiple models', true],
    ['Elevated errors on all Claude models', true],
    ['Errors on several of our models', true],
    ['Elevated errors for Claude Sonnet 5', false],
    ['The model is slow', false],
  ])('%s: %s', (text, expected) => {
    expect(namesManyModels(text)).toBe(expected);
  });
});

describe('isNamed', () => {
  it.each([
    ['claude-opus-4-5-20251101', 'Opus 4.5', true],
    ['claude-opus-4-5-20251101', 'Opus 4', false],
    ['claude-opus-4-5-20251101', 'Opus', true],
    ['claude-opus-4-20250514', 'Opus 4', true],
    ['claude-sonnet-4-0', 'Sonnet 4', true],
    ['claude-sonnet-4-5', 'Opus 4.5', false],
    ['claude-3-5-haiku-20241022', 'Claude 3.5 Haiku', true],
    ['claude-3-opus-latest', 'Opus 3', true],
    ['claude-opus-latest', 'Opus 4.5', true],
    ['claude-fable-5-1', 'Claude Fable 5.1', true],
    ['us.anthropic.claude-3-5-haiku-20241022-v1:0', 'Haiku 3.5', true],
    ['anthropic/claude-opus-4.1', 'Opus 4.1', true],
    ['claude-opus-4-1@20250805', 'Opus 4.1', true],
    ['gpt-4o-mini-2024-07-18', 'GPT-4o', true],
    ['gpt-5.1', 'GPT-5', false],
    ['o3-mini', 'o3', true],
    ['models/gemini-2.5-flash-001', 'Gemini 2.5', true],
    ['', 'Opus', false],
    ['opus', 'Opus 4', true],
  ])('%s in "%s": %s', (modelId, text, expected) => {
    expect(isNamed(modelId, modelsNamed(text))).toBe(expected);
  });
});
