'use client';

import { Alert, Button, NumberInput, Progress, Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import { FleetChart } from './fleet-chart.tsx';
import { FleetTable } from './fleet-table.tsx';
import { effortText, fleetQuestion } from './fleet-view.ts';
import classes from './playground.module.css';
import { useFleet } from './use-fleet.ts';
import type { PlaygroundState } from './use-playground-state.ts';

/** Many clients before a server with an outage: which way of retrying lets it come back. */
export default function FleetPanel({ state }: { state: PlaygroundState }) {
  const { set } = state;
  const { request, errors } = useMemo(() => fleetQuestion(state), [state]);
  const { answer, tookMs, progress, error, cancel } = useFleet(request);
  return (
    <div className={classes.panel}>
      <div className={classes.controls}>
        <NumberInput
          label="Clients"
          value={state.clients}
          onChange={(clients) => typeof clients === 'number' && void set({ clients })}
          error={errors.get('clients')}
          hideControls
          allowDecimal={false}
          thousandSeparator=" "
          w={130}
        />
        <NumberInput
          label="Outage"
          suffix=" s"
          value={state.outage}
          onChange={(outage) => typeof outage === 'number' && void set({ outage })}
          error={errors.get('outageMs') ?? errors.get('durationMs')}
          hideControls
          allowDecimal={false}
          w={110}
        />
        <NumberInput
          label="Seed"
          value={state.seed}
          onChange={(seed) => typeof seed === 'number' && void set({ seed })}
          error={errors.get('seed')}
          hideControls
          allowDecimal={false}
          w={130}
        />
        <div className={classes.running} aria-live="polite">
          {progress ? (
            <>
              <Progress value={progress.share * 100} aria-label="Simulated so far" className={classes.grow} />
              <Button size="xs" variant="default" onClick={cancel}>
                Cancel
              </Button>
            </>
          ) : null}
        </div>
      </div>
      {error ? (
        <Alert color="red" title="The simulation did not run">
          {error}
        </Alert>
      ) : null}
      {answer ? (
        <>
          <FleetChart answer={answer} />
          <FleetTable answer={answer} />
        </>
      ) : (
        <Skeleton height={520} radius="md" />
      )}
      <p className={classes.note}>
        The model: every client calls, waits for the answer, pauses ten seconds on average, and calls again. The server
        serves so many calls a second and refuses the rest; a refusal costs it a tenth of a call. In the outage it
        serves none. Not in the model: networks, queues inside the server, and limits of your account.
        {answer && tookMs !== null ? ` ${effortText(answer, tookMs)}` : null}
      </p>
    </div>
  );
}
