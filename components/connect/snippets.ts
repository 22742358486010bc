/** A client and what to paste so that its calls go through the gateway. */
export interface Snippet {
  id: string;
  label: string;
  /** What tells its calls on record from others, in the names of the filters. */
  recognise: Partial<Record<'client' | 'provider' | 'source', string>>;
  language: 'bash' | 'ts' | 'python';
  /** A line to run first. */
  install?: string;
  /** What stays as it was and what to know. */
  note: string;
  code: string;
}

export interface Upstream {
  name: string;
  url: string;
}

/** Snippets for the Claude API behind the gateway's first upstream. */
export function claudeSnippets(gatewayUrl: string): Snippet[] {
  return [
    {
      id: 'claude-code',
      label: 'Claude Code',
      recognise: { client: 'claude-code' },
      language: 'bash',
      note: 'Your login or key stays as it is. Put the line into your shell’s profile to make it last.',
      code: `export ANTHROPIC_BASE_URL=${gatewayUrl}\nclaude`,
    },
    {
      id: 'curl',
      label: 'curl',
      recognise: { client: 'curl' },
      language: 'bash',
      note: 'Without a valid key the provider answers 401; that call shows here too.',
      code: `curl ${gatewayUrl}/v1/messages \\
  -H "x-api-key: $ANTHROPIC_API_KEY" \\
  -H "anthropic-version: 2023-06-01" \\
  -H "content-type: application/json" \\
  -d '{"model": "claude-haiku-4-5", "max_tokens": 64,
       "messages": [{"role": "user", "content": "Hello"}]}'`,
    },
    {
      id: 'typescript',
      label: 'TypeScript SDK',
      recognise: { client: 'anthropic-typescript' },
      language: 'ts',
      note: 'Or set ANTHROPIC_BASE_URL and leave the code alone. The header names your app on the charts.',
      code: `import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({
  baseURL: '${gatewayUrl}',
  defaultHeaders: { 'x-weir-app': 'my-app' },
});`,
    },
    {
      id: 'python',
      label: 'Python SDK',
      recognise: { client: 'anthropic-python' },
      language: 'python',
      note: 'Or set ANTHROPIC_BASE_URL and leave the code alone. The header names your app on the charts.',
      code: `import anthropic

client = anthropic.Anthropic(
    base_url="${gatewayUrl}",
    default_headers={"x-weir-app": "my-app"},
)`,
    },
  ];
}

/** How any client that speaks OpenAI's protocol reaches another upstream. */
export function openAiSnippet(gatewayUrl: string, upstreams: readonly Upstream[]): Snippet {
  const named = upstreams.find(({ name, url }) => /openai/i.test(name + url));
  const name = named?.name ?? 'openai';
  const path = named && /\/v1$/.test(named.url) ? '' : '/v1';
  return {
    id: 'openai',
    label: 'OpenAI-compatible',
    recognise: { provider: name },
    language: 'python',
    note: named
      ? 'Every upstream of WEIR_UPSTREAMS is reached below /to/NAME.'
      : `First name the provider: start Weir with WEIR_UPSTREAMS=anthropic=https://api.anthropic.com,${name}=https://api.openai.com`,
    code: `from openai import OpenAI

client = OpenAI(base_url="${gatewayUrl}/to/${name}${path}")`,
  };
}
