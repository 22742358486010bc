'use client';

import { Button, Group, Modal, MultiSelect, Select, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PolicyAnswer } from '../../lib/api/policy-shapes.ts';
import { diffPolicySets, usePolicy as withPolicy } from '../../lib/scheduler/diff.ts';
import { RETRIED_OUTCOMES, type RetriedOutcome } from '../../lib/scheduler/policy-set.ts';
import { fetchJson } from '../data/api-client.ts';
import { useConfig } from '../data/queries.ts';
import { OUTCOME_STYLES } from '../outcome/outcome-style.ts';
import classes from './playground.module.css';
import type { ChosenPolicy } from './use-playground-state.ts';

const EVERY_UPSTREAM = '';
const KEY = ['policy'];

/** Puts the policy into the gateway, after showing what would change. */
export function UseInGateway({ chosen }: { chosen: ChosenPolicy }) {
  const [opened, { open, close }] = useDisclosure(false);
  const [outcomes, setOutcomes] = useState<RetriedOutcome[]>(['overloaded']);
  const [upstream, setUpstream] = useState(EVERY_UPSTREAM);
  const { data: config } = useConfig();
  const client = useQueryClient();
  const { data: live, error } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => fetchJson<PolicyAnswer>('/api/policy', { signal }),
    enabled: opened,
  });
  const next = live && withPolicy(live.policies, upstream || null, outcomes, chosen.policy);
  const differences = live && next ? diffPolicySets(live.policies, next) : [];
  const put = useMutation({
    mutationFn: () =>
      fetchJson<PolicyAnswer>('/api/policy', {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ policies: next, note: `${chosen.title}, from the playground` }),
      }),
    onSuccess: (answer) => {
      client.setQueryData(KEY, answer);
      notifications.show({ message: 'The gateway retries by this policy within two seconds.' });
      close();
    },
  });

  return (
    <>
      <Group>
        <Button onClick={open}>Use in the gateway…</Button>
        <Text size="sm" c="dimmed">
          Shows what would change, and asks.
        </Text>
      </Group>
      <Modal opened={opened} onClose={close} title={`${chosen.title} in the gateway`} size="lg">
        <Group grow align="flex-start">
          <MultiSelect
            label="For which outcomes"
            data={RETRIED_OUTCOMES.map((value) => ({ value, label: OUTCOME_STYLES[value].label }))}
            value={outcomes}
            onChange={(values) => setOutcomes(values as RetriedOutcome[])}
          />
          <Select
            label="At which upstream"
            data={[
              { value: EVERY_UPSTREAM, label: 'All, unless told otherwise' },
              ...(config?.upstreams ?? []).map(({ name }) => ({ value: name, label: name })),
            ]}
            value={upstream}
            onChange={(value) => setUpstream(value ?? EVERY_UPSTREAM)}
            allowDeselect={false}
          />
        </Group>
        {error ? <Text role="alert">{error.message}</Text> : null}
        {differences.length > 0 ? (
          <div className={classes.tableBox}>
            <Table mt="md" aria-label="What would change">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Setting</Table.Th>
                  <Table.Th className={classes.number}>Now</Table.Th>
                  <Table.Th className={classes.number}>Then</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {differences.map(({ field, before, after }) => (
                  <Table.Tr key={field}>
                    <Table.Td>
                      <code>{field}</code>
                    </Table.Td>
                    <Table.Td className={classes.number}>{before === undefined ? '–' : String(before)}</Table.Td>
                    <Table.Td className={classes.number}>{after === undefined ? '–' : String(after)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
        ) : (
          <p className={classes.note}>{live ? 'The gateway retries like this already.' : 'Looking at what is live…'}</p>
        )}
        {put.error ? (
          <Text role="alert" c="red" mt="sm">
            {put.error.message}
          </Text>
        ) : null}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={close}>
            Leave it
          </Button>
          <Button onClick={() => put.mutate()} loading={put.isPending} disabled={differences.length === 0}>
            Put it in force
          </Button>
        </Group>
      </Modal>
    </>
  );
}
