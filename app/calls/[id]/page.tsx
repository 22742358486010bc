import { Anchor } from '@mantine/core';
import CallDetail from '../../../components/calls/call-detail.tsx';
import { requireSession } from '../../../lib/auth/require-session.ts';
import classes from './page.module.css';

export const metadata = { title: 'Call' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  await requireSession();
  const id = decoded((await params).id);
  return (
    <article className={classes.card}>
      <h1 className={classes.title}>
        <Anchor href="/calls" inherit>
          Calls
        </Anchor>{' '}
        / <code>{id}</code>
      </h1>
      <CallDetail id={id} />
    </article>
  );
}

/** A path's part as it was meant; as it stands, where it is not well encoded. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
