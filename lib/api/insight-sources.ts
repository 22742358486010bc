import type { StatusStore } from '../../db/status-store.ts';
import type { Store } from '../../db/store.ts';
import type { Config } from '../config.ts';
import type { ProviderEpisode } from '../insight/episode-scope.ts';

/** What answers about incidents and episodes rest on; the dashboard has it all. */
export interface InsightSources {
  config: Pick<Config, 'upstreams' | 'statusPages' | 'statusIntervalMs' | 'statusComponents'>;
  store: Pick<Store, 'aggregate' | 'attempts' | 'since' | 'size'>;
  status: Pick<StatusStore, 'pages' | 'page' | 'components' | 'statuses' | 'incidents' | 'incident'>;
  episodes: {
    readonly countedToMs: number | null;
    readonly providers: string[];
    episodesOf(provider: string): ProviderEpisode[];
    refresh(): Promise<void>;
  };
}
