import type { Config } from '../config.ts';
import { type UpstreamPage, upstreamPage } from '../status/component-choice.ts';

/** An upstream, or a provider that only reports name, and the status page that tells of it; `null`: none is set up. */
export interface ProviderPage {
  provider: string;
  page: UpstreamPage | null;
}

/** All upstreams of the settings, in their order, then the other providers. */
export function providerPages(
  config: Pick<Config, 'upstreams' | 'statusPages' | 'statusComponents'>,
  providers: readonly string[],
): ProviderPage[] {
  const names = new Set([...config.upstreams.map(({ name }) => name), ...providers]);
  return [...names].map((provider) => ({
    provider,
    page: upstreamPage(provider, config.statusPages, config.statusComponents),
  }));
}
