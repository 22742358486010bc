import { HydrationBoundary } from '@tanstack/react-query';
import { Suspense } from 'react';
import { firstState } from '../components/data/first-state.ts';
import { MARK_KEY } from '../components/data/refresh.ts';
import { firstQuestions, firstRange, type SearchParams } from '../components/overview/first-questions.ts';
import { LowerPanels, LowerPanelsAwaited } from '../components/overview/lower-panels.tsx';
import { Overview } from '../components/overview/overview.tsx';
import { lowerQuestions, type Question } from '../components/overview/questions.ts';
import { firstAnswers, firstHealth, liveMark } from '../lib/api/first-answers.ts';
import { present } from '../lib/api/present.ts';
import { requireSession } from '../lib/auth/require-session.ts';

export default async function OverviewPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await requireSession();
  const search = await searchParams;
  const mark = await liveMark();
  const [now, brought] = await Promise.all([present(), answered(firstQuestions(search))]);
  const lower = (
    <Suspense fallback={<LowerPanelsAwaited />}>
      <Lower questions={lowerQuestions(firstRange(search))} />
    </Suspense>
  );
  return (
    <HydrationBoundary state={firstState([...brought, { queryKey: MARK_KEY, answer: mark }])}>
      <Overview present={now} lower={lower} />
    </HydrationBoundary>
  );
}

/** Sent after the rest of the page, which does not wait for it. */
async function Lower({ questions }: { questions: readonly Question[] }) {
  const [brought, health] = await Promise.all([answered(questions), firstHealth()]);
  return (
    <HydrationBoundary state={firstState(brought)}>
      <LowerPanels health={health} />
    </HydrationBoundary>
  );
}

async function answered(questions: readonly Question[]) {
  const answers = await firstAnswers(questions.map(({ path }) => path));
  return questions.map(({ queryKey }, index) => ({ queryKey, answer: answers[index] ?? null }));
}
