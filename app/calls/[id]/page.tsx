import { Anchor } from '@mantine/core';
import CallDetail from '../../../components/calls/call-detail.tsx';
import { decodedPart } from '../../../components/data/decoded-part.ts';
import { requireSession } from '../../../lib/auth/require-session.ts';
import classes from './page.module.css';

export const metadata = { title: 'Call' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  await requireSession();
  const id = decodedPart((await params).id);
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
