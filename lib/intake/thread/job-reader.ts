import type { PortWriter } from '../../../db/writer/port-writer.ts';
import { BodyError, inflate } from '../body.ts';
import { maxBodyBytes } from '../limits.ts';
import { exported, telemetryRefused } from '../otlp/answer.ts';
import { readTelemetry } from '../otlp/read-telemetry.ts';
import { RetriesExhausted } from '../otlp/retries-exhausted.ts';
import { reported, reportRefused } from '../report-answer.ts';
import { readReports } from '../reports.ts';
import { inWritingOrder } from '../writing-order.ts';
import type { IntakeSettings, Job, JobAnswer } from './messages.ts';

/** Another process may be at the database for a moment; a full disk takes longer. */
const LOCKED_AGAIN_MS = 1_000;
const TROUBLE_AGAIN_MS = 5_000;

type Writer = Pick<PortWriter, 'write'>;

/** Reads bodies, has what they tell written, and says how to answer. */
export class JobReader {
  private readonly settings: IntakeSettings;
  private readonly writer: Writer;
  private readonly exhausted = new RetriesExhausted();
  private readonly ownHosts: ReadonlySet<string>;

  constructor(settings: IntakeSettings, writer: Writer) {
    this.settings = settings;
    this.writer = writer;
    this.ownHosts = new Set(settings.ownHosts);
  }

  /** @param nowMs epoch milliseconds */
  async answer(job: Job, nowMs: number): Promise<JobAnswer> {
    try {
      const sent = new Uint8Array(job.body);
      const body = job.gzip ? inflate(sent, maxBodyBytes(job.kind)) : sent;
      const range = { nowMs, retentionDays: this.settings.retentionDays };
      return job.kind === 'reports'
        ? await this.reports(body, range)
        : await this.telemetry({ kind: job.kind, encoding: job.encoding, body }, range);
    } catch (error) {
      return refusal(job, error);
    }
  }

  private async reports(body: Uint8Array, range: Parameters<typeof readReports>[1]): Promise<JobAnswer> {
    const { attempts, rejected } = readReports(body, range);
    const { accepted, duplicates } = await this.writer.write(inWritingOrder(attempts));
    const counts = { accepted, duplicates, rejected: rejected.length, unused: 0 };
    return reported({ accepted, duplicates, rejected }, counts);
  }

  private async telemetry(
    body: Parameters<typeof readTelemetry>[0],
    range: Parameters<typeof readTelemetry>[3],
  ): Promise<JobAnswer> {
    const context = { ownHosts: this.ownHosts, upstreams: this.settings.upstreams };
    const { told, rejected, errors, unused } = readTelemetry(body, context, this.exhausted, range);
    const { accepted, duplicates } = await this.writer.write(told);
    return exported(body.kind, body.encoding, { accepted, duplicates, rejected, unused }, errors);
  }
}

function refusal(job: Job, error: unknown): JobAnswer {
  const refused = (status: number, code: string, message: string, retryAfterMs: number | null = null) =>
    job.kind === 'reports'
      ? reportRefused(status, code, message, retryAfterMs)
      : telemetryRefused(job.encoding, status, code, message, retryAfterMs);
  if (error instanceof BodyError)
    return refused(error.status, error.status === 413 ? 'report_too_large' : 'bad_report', error.message);
  const code = error instanceof Error && error.name === 'RecordError' && 'code' in error ? error.code : null;
  // Nothing that got here should be impossible to store; sending it again would not help.
  if (code === null || code === 'malformed') return refused(500, 'internal', 'the report could not be taken');
  const again = code === 'locked' || code === 'thread' ? LOCKED_AGAIN_MS : TROUBLE_AGAIN_MS;
  return refused(503, 'database_unavailable', `the database cannot be written (${String(code)})`, again);
}
