import { Anchor } from '@mantine/core';
import CallDetail from '../../../components/calls/call-detail.tsx';
import classes from './page.module.css';

export const metadata = { title: 'Call' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return (
    <article className={classes.card}>
      <h1 className={classes.title}>
        <Anchor href="/calls" inherit>
          Calls
        </Anchor>{' '}
        / <code>{decodeURIComponent(id)}</code>
      </h1>
      <CallDetail id={decodeURIComponent(id)} />
    </article>
  );
}
