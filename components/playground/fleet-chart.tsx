'use client';

import { useElementSize } from '@mantine/hooks';
import { CartesianGrid, ComposedChart, Line, ReferenceArea, Tooltip, XAxis, YAxis } from 'recharts';
import { formatCompact } from '../../lib/format/number.ts';
import type { FleetAnswer } from '../../lib/scheduler/simulate/fleet-types.ts';
import { durationTick, valueTicks } from '../charts/value-ticks.ts';
import { FleetTooltip, isFleetRow } from './fleet-tooltip.tsx';
import { fleetRows, loadTop, secondTicks } from './fleet-view.ts';
import classes from './playground.module.css';
import { strategyLook } from './strategy-look.ts';

const HEIGHT_PX = 320;
const AXIS_TEXT = { fontSize: 11.5, fill: 'var(--mantine-color-dimmed)' };

/** The load that each strategy puts on the server, against what it can serve. */
export function FleetChart({ answer }: { answer: FleetAnswer }) {
  const { ref, width } = useElementSize();
  const rows = fleetRows(answer);
  const loads = valueTicks(loadTop(answer), 1, 'count');
  const { ticks: seconds, stepMs } = secondTicks(answer);
  return (
    <div ref={ref} className={classes.chart} style={{ height: HEIGHT_PX }}>
      {width > 0 ? (
        <ComposedChart
          width={width}
          height={HEIGHT_PX}
          data={rows}
          margin={{ top: 10, right: 14, bottom: 0, left: 0 }}
          title="Attempts a second that reach the server, by strategy, against its capacity"
        >
          <CartesianGrid vertical={false} stroke="var(--weir-line)" />
          <ReferenceArea
            x1={answer.outageStartMs / 1000}
            x2={answer.outageEndMs / 1000}
            fill="var(--outcome-overloaded)"
            fillOpacity={0.1}
            label={{ value: 'outage', position: 'insideTop', fontSize: 11.5, fill: 'var(--mantine-color-dimmed)' }}
          />
          <XAxis
            dataKey="atSeconds"
            type="number"
            domain={['dataMin', 'dataMax']}
            ticks={seconds}
            tickFormatter={(second: number) => durationTick(second * 1000, stepMs)}
            tick={AXIS_TEXT}
            tickLine={false}
            axisLine={{ stroke: 'var(--weir-line-strong)' }}
            minTickGap={24}
          />
          <YAxis
            width={56}
            domain={[0, loads.at(-1) ?? 1]}
            ticks={loads}
            allowDataOverflow
            tickFormatter={(load: number) => formatCompact(load)}
            tick={AXIS_TEXT}
            tickLine={false}
            axisLine={false}
          />
          <Line
            dataKey="capacity"
            stroke="var(--mantine-color-text)"
            strokeWidth={2}
            type="stepAfter"
            dot={false}
            isAnimationActive={false}
          />
          {answer.strategies.map((strategy, i) => (
            <Line
              key={strategy.name}
              dataKey={`s${i}`}
              name={strategy.name}
              stroke={strategyLook(i).color}
              strokeDasharray={strategyLook(i).dash}
              strokeWidth={i === 0 ? 2.4 : 1.5}
              dot={false}
              isAnimationActive={false}
            />
          ))}
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload }) => {
              const row: unknown = payload[0]?.payload;
              return active && isFleetRow(row) ? <FleetTooltip row={row} answer={answer} /> : null;
            }}
          />
        </ComposedChart>
      ) : null}
    </div>
  );
}
