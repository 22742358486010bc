import type { EpisodeWatch } from './episode-watch.ts';
import type { Job } from './job-runner.ts';

/** Keeps episodes up to date: at least as often as minutes close, and sooner for what has just begun. */
export function episodesJob(watch: EpisodeWatch, everyMs: number): Job {
  return { name: 'episodes', firstAfterMs: 0, everyMs, run: (signal) => watch.update(signal) };
}
