import type { Filter } from '../../../db/store.ts';
import { filterParams } from '../../api/filters.ts';
import { formatCount, formatDuration, formatShare } from '../../format/number.ts';
import type { Counts } from './counts.ts';
import { code, codeBlock, table, utcSecond } from './markdown.ts';
import type { ReportTally } from './tally.ts';
import type { WorstStretch } from './worst-stretch.ts';

/** What a report says beside what the matching attempts themselves tell. */
export interface ReportContext {
  filter: Filter;
  search: string | undefined;
  /** All attempts of the window, whatever their outcome or status: what rates are taken of. */
  baseAttempts: number;
  worst: WorstStretch | null;
  worstStepMs: number;
  /** What the provider's status page said in the window, a line each; `null`: not known. */
  statusPage: readonly string[] | null;
  generatedAtMs: number;
  version: string;
}

const ROWS = 10;

const ofBase = (count: number, context: ReportContext): string =>
  `${formatCount(count)} of ${formatCount(Math.max(context.baseAttempts, count))} attempts (${formatShare(
    count / Math.max(context.baseAttempts, count, 1),
  )})`;

/** What is reported: the outcomes asked for, or all failures. */
function subject(context: ReportContext): string {
  const { outcome } = context.filter;
  return outcome ? `ended as ${outcome.map(code).join(' or ')}` : 'failed';
}

function summary(tally: ReportTally, context: ReportContext): string {
  const { filter, worst } = context;
  const count = filter.outcome ? tally.attempts : tally.failures;
  const window = `from ${utcSecond(filter.fromMs)} to ${utcSecond(filter.toMs)}`;
  if (count === 0) return `No attempt that matches the filters ${subject(context)} ${window}.`;
  const providers = tally.providers.top(3).map(([name]) => code(name));
  const first = `${ofBase(count, context)} to ${providers.join(', ')} ${subject(context)} ${window}.`;
  const calls = `${formatCount(tally.failedCalls)} calls failed for good`;
  if (!worst) return `${first} ${calls}.`;
  const share = formatShare(worst.matching / worst.attempts);
  const stretch = `in the ${formatDuration(context.worstStepMs)} from ${utcSecond(worst.fromMs)}`;
  return `${first} ${calls}; at the worst, ${stretch}, it was ${share} of attempts.`;
}

function breakdown(title: string, counts: Counts, column: string): string | null {
  if (counts.size === 0) return null;
  const rows = counts.top(ROWS).map(([label, count]) => [code(label), formatCount(count)]);
  const rest = counts.size - rows.length;
  const more = rest > 0 ? `\n\nand ${formatCount(rest)}${counts.uncounted > 0 ? ' or more' : ''} others.` : '';
  return `## ${title}\n\n${table([column, 'attempts'], rows)}${more}`;
}

function windowSection(tally: ReportTally, context: ReportContext): string {
  const { filter } = context;
  const rows: string[][] = [
    ['window', `${utcSecond(filter.fromMs)} to ${utcSecond(filter.toMs)}`],
    [
      'first and last reported',
      tally.firstMs === null || tally.lastMs === null
        ? 'none'
        : `${utcSecond(tally.firstMs)}, ${utcSecond(tally.lastMs)}`,
    ],
    ['attempts that match', ofBase(tally.attempts, context)],
    ['of them failed', formatCount(tally.failures)],
    ['calls that ended', formatCount(tally.endedCalls)],
    ['of them failed for good', formatCount(tally.failedCalls)],
    [
      'organization',
      tally.organizations
        .top(ROWS)
        .map(([id]) => code(id))
        .join(', ') || 'not told by the responses',
    ],
    ['filters', code(filterText(context))],
  ];
  return `## Window and rates\n\n${table(['', ''], rows)}`;
}

function filterText({ filter, search }: ReportContext): string {
  const params = filterParams(filter);
  params.delete('from');
  params.delete('to');
  if (search) params.set('search', search);
  return params.size === 0 ? 'none' : [...params].map(([name, value]) => `${name}=${value}`).join(' ');
}

function statusSection({ statusPage }: ReportContext): string {
  const text =
    statusPage === null
      ? 'Not known: the status page was not read in this window.'
      : statusPage.length === 0
        ? 'No incident was posted in this window.'
        : statusPage.map((line) => `- ${code(line)}`).join('\n');
  return `## What the status page said\n\n${text}`;
}

function idSection(tally: ReportTally, context: ReportContext): string {
  const of = context.filter.outcome ? 'attempts that match' : 'attempts that failed';
  const { ids } = tally;
  const how = ids.isComplete
    ? `All ${formatCount(ids.seen)} request ids of the ${of}.`
    : `A sample: ${formatCount(ids.values.length)} of ${formatCount(ids.seen)} request ids of the ${of}, evenly spread over the window. The full list is the export in the format ids.`;
  const without = tally.withoutId > 0 ? ` ${formatCount(tally.withoutId)} more have no id.` : '';
  return `## Request ids\n\n${how}${without}${ids.values.length > 0 ? `\n\n${codeBlock(ids.values)}` : ''}`;
}

/** The report as Markdown. Every string that came from outside stands in code, where it can do no harm. */
export function renderReport(tally: ReportTally, context: ReportContext): string {
  const sections = [
    '# Support request',
    summary(tally, context),
    windowSection(tally, context),
    breakdown('Outcomes', tally.outcomes, 'outcome'),
    breakdown('HTTP status', tally.statuses, 'status'),
    breakdown('Errors', tally.errors, 'type and message'),
    breakdown('Models', tally.models, 'model'),
    breakdown('Endpoints', tally.endpoints, 'endpoint'),
    breakdown('Clients and SDK versions', tally.clients, 'client'),
    statusSection(context),
    idSection(tally, context),
    `Written by Weir ${context.version} at ${utcSecond(context.generatedAtMs)}. Times are UTC.`,
  ];
  return `${sections.filter((section) => section !== null).join('\n\n')}\n`;
}
