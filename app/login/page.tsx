import { LoginForm } from '../../components/login/login-form.tsx';

export const metadata = { title: 'Log in' };

export default async function Page({ searchParams }: { searchParams: Promise<Record<string, string | string[]>> }) {
  const { next } = await searchParams;
  return <LoginForm next={typeof next === 'string' ? next : null} />;
}
