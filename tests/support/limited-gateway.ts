import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type RunningGateway, startGateway } from './gateway.ts';
import { type MockProvider, startMockProvider } from './mock-provider/index.ts';

export interface LimitedGateway {
  /** Both are there from the first test on. */
  gateway: RunningGateway;
  provider: MockProvider;
  /** What was refused reached nobody, and is nobody's failure. */
  expectUntouched(): Promise<void>;
}

/** For the tests of a file: a gateway that takes bodies of 4 MB and a second of silence, before a mock provider. */
export function limitedGateway(env: Record<string, string> = {}): LimitedGateway {
  const doors = {
    async expectUntouched() {
      expect(doors.provider.requests).toHaveLength(0);
      const failed = (await doors.gateway.attempts()).filter(({ outcome }) => !['ok', 'cancelled'].includes(outcome));
      expect(failed).toEqual([]);
    },
  } as LimitedGateway;
  beforeAll(async () => {
    doors.provider = await startMockProvider();
    const limits = { WEIR_MAX_BODY: '4MB', WEIR_SILENCE_TIMEOUT: '1s' };
    doors.gateway = await startGateway({
      env: { WEIR_UPSTREAMS: `anthropic=${doors.provider.url}`, ...limits, ...env },
    });
  });
  afterEach(() => doors.provider.reset());
  afterAll(async () => {
    await doors.gateway.stop();
    await doors.provider.close();
  });
  return doors;
}
