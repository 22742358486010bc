import type { StatusComponents, StatusPage } from '../config.ts';
import type { ComponentChoice } from '../insight/incident.ts';

/** The status page of an upstream, and its components that count. */
export interface UpstreamPage {
  page: StatusPage;
  choice: ComponentChoice;
}

/** The page that tells of an upstream; `null`: none is set up. Without a choice of components all of the page count. */
export function upstreamPage(
  upstream: string,
  pages: readonly StatusPage[],
  statusComponents: readonly StatusComponents[],
): UpstreamPage | null {
  const chosen = statusComponents.find((each) => each.upstream === upstream);
  const page = pages.find(({ name }) => name === (chosen?.page ?? upstream));
  if (!page) return null;
  const components = chosen?.components ?? [];
  // Nobody has to know whether a word is an id or a name: neither can be taken for the other.
  return { page, choice: { ids: components, names: components } };
}
