'use client';

import { Tabs } from '@mantine/core';
import { pythonSource } from '../../lib/scheduler/codegen/python.ts';
import { sdkOptions } from '../../lib/scheduler/codegen/sdk-options.ts';
import { typescriptSource } from '../../lib/scheduler/codegen/typescript.ts';
import { CURABLE_STATUSES } from '../../lib/scheduler/presets.ts';
import { CodeBlock } from '../connect/code-block.tsx';
import classes from './playground.module.css';
import { UseInGateway } from './use-in-gateway.tsx';
import type { PlaygroundState } from './use-playground-state.ts';

/** The policy to take away: as code that runs, as SDK options, or into the gateway. */
export default function CodePanel({ state }: { state: PlaygroundState }) {
  const { chosen } = state;
  const input = { policy: chosen.policy, retries: chosen.preset?.retries ?? CURABLE_STATUSES };
  const sdk = sdkOptions(input);
  return (
    <div className={classes.panel}>
      <UseInGateway chosen={chosen} />
      <Tabs defaultValue="typescript" variant="outline" keepMounted={false}>
        <Tabs.List className={classes.tabs}>
          <Tabs.Tab value="typescript">TypeScript</Tabs.Tab>
          <Tabs.Tab value="python">Python</Tabs.Tab>
          <Tabs.Tab value="sdk">Anthropic SDK options</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="typescript" pt="sm">
          <CodeBlock code={typescriptSource(input)} label="TypeScript" title="retries.ts" />
        </Tabs.Panel>
        <Tabs.Panel value="python" pt="sm">
          <CodeBlock code={pythonSource(input)} label="Python" title="retries.py" />
        </Tabs.Panel>
        <Tabs.Panel value="sdk" pt="sm">
          <CodeBlock code={sdk.typescript} label="the TypeScript SDK" title="TypeScript" />
          <CodeBlock code={sdk.python} label="the Python SDK" title="Python" />
          <h3 className={classes.subtitle}>What these options cannot say</h3>
          {sdk.cannot.length === 0 ? (
            <p className={classes.note}>Nothing: they say all of this policy.</p>
          ) : (
            <ul className={classes.cannot}>
              {sdk.cannot.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          )}
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
