'use client';

import { Skeleton } from '@mantine/core';
import { IconArrowDownRight, IconArrowUpRight } from '@tabler/icons-react';
import { memo } from 'react';
import type { SummaryAnswer } from '../../lib/api/shapes.ts';
import { type Change, formatChange } from '../../lib/format/number.ts';
import { useSummary } from '../data/queries.ts';
import type { Scope } from '../data/scope.ts';
import { Hint } from '../hint/hint.tsx';
import { OutcomeMark } from '../outcome/outcome-shape.tsx';
import classes from './overview.module.css';
import { summaryQuery } from './questions.ts';
import { TILES, type TileSpec } from './tiles.ts';

const LEAST_ATTEMPTS = 5;
const LEAST_SHARE = 0.02;

/** The range's figures, each with its change against the stretch of equal length just before. */
export const FigureTiles = memo(function FigureTiles({ scope }: { scope: Scope }) {
  const { data } = useSummary(summaryQuery(scope), scope.followsNow);
  return (
    <dl className={classes.tiles}>
      {TILES.map((tile) => (
        <Tile key={tile.key} tile={tile} summary={data} />
      ))}
    </dl>
  );
});

const Tile = memo(function Tile({ tile, summary }: { tile: TileSpec; summary: SummaryAnswer | undefined }) {
  const now = summary ? tile.value(summary) : null;
  const before = summary?.previous ? tile.value(summary.previous) : null;
  const change = isComparable(summary) ? formatChange(now, before, tile.change) : null;
  return (
    <div className={classes.tile}>
      <TileLabel tile={tile} />
      <dd className={classes.tileValue}>
        {summary ? tile.format(now) : <Skeleton height={22} width={72} my={4} />}
        {change ? <ChangeTag change={change} better={tile.better} /> : null}
      </dd>
      <dd className={classes.tileSub}>{summary ? tile.sub(summary) : <Skeleton height={10} width={90} my={4} />}</dd>
    </div>
  );
});

const TileLabel = memo(function TileLabel({ tile }: { tile: TileSpec }) {
  return (
    <Hint label={tile.hint} multiline maw={260}>
      <dt className={classes.tileLabel}>
        {tile.outcome ? <OutcomeMark outcome={tile.outcome} size={11} /> : null}
        {tile.label}
      </dt>
    </Hint>
  );
});

/** A period before with next to no calls says nothing of a change: mostly the record had not begun. */
function isComparable(summary: SummaryAnswer | undefined): boolean {
  const before = summary?.previous?.attempts.total ?? 0;
  return before >= LEAST_ATTEMPTS && before >= (summary?.attempts.total ?? 0) * LEAST_SHARE;
}

function ChangeTag({ change, better }: { change: Change; better: TileSpec['better'] }) {
  if (change.direction === 'level') return <span className={classes.change}>{change.text}</span>;
  const Icon = change.direction === 'up' ? IconArrowUpRight : IconArrowDownRight;
  const judged = better === null ? undefined : change.direction === better ? 'good' : 'bad';
  return (
    <span className={classes.change} data-judged={judged} title="Against the stretch of equal length just before">
      <Icon size={14} aria-hidden="true" />
      {change.text}
    </span>
  );
}
