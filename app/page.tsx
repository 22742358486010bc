import { HydrationBoundary } from '@tanstack/react-query';
import { firstState } from '../components/data/first-state.ts';
import { MARK_KEY } from '../components/data/refresh.ts';
import { firstQuestions, type SearchParams } from '../components/overview/first-questions.ts';
import { Overview } from '../components/overview/overview.tsx';
import { firstAnswers, liveMark } from '../lib/api/first-answers.ts';
import { present } from '../lib/api/present.ts';
import { requireSession } from '../lib/auth/require-session.ts';

export default async function OverviewPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await requireSession();
  const questions = firstQuestions(await searchParams);
  const mark = await liveMark();
  const [now, answers] = await Promise.all([present(), firstAnswers(questions.map(({ path }) => path))]);
  const brought = questions.map(({ queryKey }, index) => ({ queryKey, answer: answers[index] ?? null }));
  const state = firstState([...brought, { queryKey: MARK_KEY, answer: mark }]);
  return (
    <HydrationBoundary state={state}>
      <Overview present={now} />
    </HydrationBoundary>
  );
}
