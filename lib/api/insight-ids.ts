/** An incident's id in the API: pages' ids are unique only within their page. */
export const incidentKey = ({ page, id }: { page: string; id: string }): string => `${page}:${id}`;

/** An episode's id in the API: it lasts as long as its beginning does. */
export const episodeId = (provider: string, startMs: number): string => `${provider}:${startMs}`;
