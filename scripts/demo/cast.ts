/** A model of the demonstration: how fast it writes and how often it is asked. */
export interface DemoModel {
  name: string;
  tokensPerSecond: number;
  /** Median time to first token, in milliseconds. */
  ttftMs: number;
}

export const MODELS = {
  opus: { name: 'claude-opus-5', tokensPerSecond: 48, ttftMs: 1450 },
  sonnet: { name: 'claude-sonnet-5', tokensPerSecond: 72, ttftMs: 920 },
  haiku: { name: 'claude-haiku-4-5-20251001', tokensPerSecond: 145, ttftMs: 430 },
  fable: { name: 'claude-fable-5', tokensPerSecond: 58, ttftMs: 1100 },
} satisfies Record<string, DemoModel>;

export type ModelKey = keyof typeof MODELS;

/** An application of the demonstration: who it is, what it asks and when. */
export interface DemoApp {
  app: string;
  client: string;
  clientVersion: string;
  userAgent: string;
  /** Share of its calls by model; adds up to 1. */
  models: Partial<Record<ModelKey, number>>;
  streamShare: number;
  /** Calls a minute at the busiest hour. */
  peakPerMinute: number;
  /** Hour of the day (UTC) at which it is busiest, and how far it falls in the quiet hours (0 to 1). */
  busiestHour: number;
  quietShare: number;
  /** How busy a weekend is, against a weekday. */
  weekendShare: number;
  maxTokens: number;
  /** Median input and output tokens. */
  inputTokens: number;
  outputTokens: number;
  prefixBytes: number;
  cached: boolean;
  keyHash: string;
}

export const APPS: DemoApp[] = [
  {
    app: 'support-chat',
    client: 'anthropic-typescript',
    clientVersion: '1.12.0',
    userAgent: 'Anthropic/JS 1.12.0',
    models: { sonnet: 0.62, haiku: 0.3, fable: 0.08 },
    streamShare: 0.94,
    peakPerMinute: 7,
    busiestHour: 15,
    quietShare: 0.08,
    weekendShare: 0.45,
    maxTokens: 2048,
    inputTokens: 2600,
    outputTokens: 310,
    prefixBytes: 9400,
    cached: true,
    keyHash: '6f1d2a90c4b7e835',
  },
  {
    app: 'invoice-reader',
    client: 'anthropic-python',
    clientVersion: '1.9.2',
    userAgent: 'Anthropic/Python 1.9.2',
    models: { haiku: 0.8, sonnet: 0.2 },
    streamShare: 0,
    peakPerMinute: 5,
    busiestHour: 2,
    quietShare: 0.2,
    weekendShare: 1,
    maxTokens: 16_000,
    inputTokens: 7200,
    outputTokens: 520,
    prefixBytes: 31_000,
    cached: false,
    keyHash: 'b03c55e1729adf46',
  },
  {
    app: 'engineering',
    client: 'claude-code',
    clientVersion: '2.1.330',
    userAgent: 'claude-cli/2.1.330 (external, sdk-cli)',
    models: { opus: 0.55, sonnet: 0.35, haiku: 0.1 },
    streamShare: 1,
    peakPerMinute: 4,
    busiestHour: 13,
    quietShare: 0.02,
    weekendShare: 0.12,
    maxTokens: 32_000,
    inputTokens: 18_000,
    outputTokens: 680,
    prefixBytes: 52_000,
    cached: true,
    keyHash: '2e8844c09a1fb7d3',
  },
];
