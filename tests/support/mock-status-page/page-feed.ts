import { htmlDate } from './page-json.ts';
import type { ModelIncident, PageModel } from './page-model.ts';

const FEED_MAX = 25;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const word = (status: string): string => `${status[0]?.toUpperCase() ?? ''}${status.slice(1).replaceAll('_', ' ')}`;

function content({ updates }: ModelIncident): string {
  return [...updates]
    .reverse()
    .map(
      ({ status, body, atMs }) =>
        `<p> <small>${htmlDate(atMs)} UTC</small><br> <strong>${word(status)}</strong> - ${escaped(body)} </p>`,
    )
    .join(' ');
}

/** The page's Atom feed. As on real pages, an entry's `published` is its last update. */
export function pageFeed(model: PageModel, url: string): string {
  const entries = model.incidents
    .filter(({ kind }) => kind === 'incident')
    .slice(0, FEED_MAX)
    .map((incident) => {
      const last = new Date(incident.updates.at(-1)?.atMs ?? incident.createdMs).toISOString().replace('.000', '');
      return `
  <entry>
    <id>tag:mock,2005:Incident/${incident.id}</id>
    <published>${last}</published>
    <updated>${last}</updated>
    <link rel="alternate" type="text/html" href="${url}/incidents/${incident.id}"/>
    <title>${escaped(incident.name)}</title>
    <content type="html">${escaped(content(incident))}</content>
  </entry>`;
    });
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xml:lang="en-US" xmlns="http://www.w3.org/2005/Atom">
  <id>tag:mock,2005:/history</id>
  <title>Mock Status - Incident History</title>${entries.join('')}
</feed>
`;
}
