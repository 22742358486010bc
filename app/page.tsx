import { HydrationBoundary } from '@tanstack/react-query';
import { firstState } from '../components/data/first-state.ts';
import { firstQuestions, type SearchParams } from '../components/overview/first-questions.ts';
import { Overview } from '../components/overview/overview.tsx';
import { firstAnswers } from '../lib/api/first-answers.ts';
import { present } from '../lib/api/present.ts';
import { requireSession } from '../lib/auth/require-session.ts';

export default async function OverviewPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await requireSession();
  const questions = firstQuestions(await searchParams);
  const [now, answers] = await Promise.all([present(), firstAnswers(questions.map(({ path }) => path))]);
  const state = firstState(questions.map(({ queryKey }, index) => ({ queryKey, answer: answers[index] ?? null })));
  return (
    <HydrationBoundary state={state}>
      <Overview present={now} />
    </HydrationBoundary>
  );
}
