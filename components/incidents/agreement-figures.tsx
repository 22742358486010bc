import { Skeleton } from '@mantine/core';
import type { AgreementJson } from '../../lib/api/incident-shapes.ts';
import { Hint } from '../hint/hint.tsx';
import { type AgreementFigure, agreementFigures } from './agreement-words.ts';
import classes from './incidents.module.css';

/** Over the range: how often the page knew, how early or late, and how far that is above chance. */
export function AgreementFigures({ agreement }: { agreement: readonly AgreementJson[] | undefined }) {
  const rows: readonly (AgreementJson | null)[] = agreement?.length ? agreement : [null];
  return rows.map((row) => (
    <dl key={row?.provider ?? 'none'} className={classes.figures}>
      {agreementFigures(row).map((figure) => (
        <Figure
          key={figure.label}
          figure={figure}
          waiting={agreement === undefined}
          of={rows.length > 1 ? row?.provider : null}
        />
      ))}
    </dl>
  ));
}

function Figure({ figure, waiting, of }: { figure: AgreementFigure; waiting: boolean; of: string | null | undefined }) {
  return (
    <div className={classes.figure}>
      <Hint label={figure.hint} multiline maw={280}>
        <dt>
          {of ? `${of}: ` : ''}
          {figure.label}
        </dt>
      </Hint>
      <dd className={classes.figureValue}>{waiting ? <Skeleton height={22} width={72} my={4} /> : figure.value}</dd>
      <dd className={classes.figureSub}>{waiting ? <Skeleton height={10} width={110} my={4} /> : figure.sub}</dd>
    </div>
  );
}
