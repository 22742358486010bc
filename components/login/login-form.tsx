'use client';

import { Button, PasswordInput, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { fetchJson } from '../data/api-client.ts';
import { Logo } from '../shell/logo.tsx';
import classes from './login.module.css';
import { nextPath } from './next-path.ts';

/** Asks for the token and begins a session. */
export function LoginForm({ next }: { next: string | null }) {
  const [token, setToken] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await fetchJson('/api/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      });
      // A full load: everything that was refused before is asked for again.
      window.location.assign(nextPath(next));
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : 'The login failed');
      setBusy(false);
    }
  };
  return (
    <form className={classes.card} onSubmit={(event) => void submit(event)}>
      <div className={classes.brand}>
        <Logo size={40} />
        <h1>Weir</h1>
      </div>
      <Stack gap="md">
        <PasswordInput
          label="Token"
          description="The value of WEIR_TOKEN that this dashboard was started with"
          autoComplete="current-password"
          name="token"
          required
          autoFocus
          value={token}
          error={error}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy} fullWidth>
          Log in
        </Button>
      </Stack>
    </form>
  );
}
