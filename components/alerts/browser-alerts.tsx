'use client';

import { Button, Checkbox, Group } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { useState } from 'react';
import { ALERT_EVENTS } from '../../lib/api/alert-shapes.ts';
import settings from '../settings/settings.module.css';
import classes from './alerts.module.css';
import { EVENT_WORDS } from './event-words.ts';
import { useBrowserAlerts } from './use-browser-alerts.ts';

/** Notifications of this browser. Permission is asked for only by the button. */
export function BrowserAlerts() {
  const mounted = useMounted();
  const { events, setEvents } = useBrowserAlerts();
  const [, setAsked] = useState(0);
  const isThere = mounted && 'Notification' in window;
  const permission = isThere ? Notification.permission : 'default';
  const ask = async () => {
    const answer = await Notification.requestPermission();
    setAsked((count) => count + 1);
    if (answer === 'granted' && events.length === 0) setEvents(ALERT_EVENTS);
  };
  const test = () =>
    new Notification('Weir', { body: 'A test: notifications of this browser arrive.', tag: 'weir-test' });
  return (
    <section className={settings.card} aria-label="Notifications of this browser">
      <h2 className={settings.heading}>This browser</h2>
      <p className={settings.lead}>
        Notifications of the same events, for as long as a page of Weir is open here, in a tab in the background too.
      </p>
      {mounted && !isThere ? (
        <p className={settings.faint}>Not possible here: browsers want https, or this machine’s own address, for it.</p>
      ) : null}
      {isThere && permission === 'denied' ? (
        <p className={settings.faint}>You have blocked notifications for this address in the browser’s settings.</p>
      ) : null}
      {isThere && permission === 'default' ? <Button onClick={() => void ask()}>Turn on notifications</Button> : null}
      {isThere && permission === 'granted' ? (
        <>
          <Checkbox.Group
            aria-label="Tell of"
            value={events}
            onChange={(values) => setEvents(ALERT_EVENTS.filter((event) => values.includes(event)))}
          >
            <div className={classes.events}>
              {ALERT_EVENTS.map((event) => (
                <Checkbox
                  key={event}
                  value={event}
                  label={EVENT_WORDS[event].label}
                  description={EVENT_WORDS[event].when}
                />
              ))}
            </div>
          </Checkbox.Group>
          <Group mt="md">
            <Button size="compact-sm" variant="default" onClick={test}>
              Show a test
            </Button>
          </Group>
        </>
      ) : null}
    </section>
  );
}
