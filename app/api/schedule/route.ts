import { readJson } from '../../../lib/api/body.ts';
import { handle } from '../../../lib/api/handle.ts';
import { validOrRefuse } from '../../../lib/api/refuse.ts';
import { schedule, validateSchedule } from '../../../lib/scheduler/schedule.ts';
import { scheduleInput } from '../../../lib/scheduler/schedule-query.ts';

export const dynamic = 'force-dynamic';

const answer = (input: unknown, nowMs: number): Response =>
  Response.json(schedule(validOrRefuse(validateSchedule(input)), Math.random, nowMs));

export const GET = handle('/api/schedule', async ({ params, nowMs }) => answer(scheduleInput(params), nowMs));

export const POST = handle('/api/schedule', async ({ request, nowMs }) => answer(await readJson(request), nowMs));
