import { jsonMessage } from '../support/mock-provider/index.ts';
import { call, expect, test } from './doors.ts';

test('is my limit nearly used up: which one, how far, and when it resets', async ({
  page,
  doors: { provider, gateway, dashboard },
}) => {
  const resetMs = Math.ceil(Date.now() / 60_000) * 60_000 + 10 * 60_000;
  const limit = (name: string, most: number, left: number) => ({
    [`anthropic-ratelimit-${name}-limit`]: String(most),
    [`anthropic-ratelimit-${name}-remaining`]: String(left),
    [`anthropic-ratelimit-${name}-reset`]: new Date(resetMs).toISOString(),
  });
  const headers = { ...limit('requests', 4000, 3900), ...limit('input-tokens', 1_000_000, 40_000) };
  provider.script((request, context) => {
    const answer = jsonMessage()(request, context);
    return { ...answer, headers: { ...(answer.headers as Record<string, string>), ...headers } };
  });
  await call(gateway, 'claude-opus-5');

  await page.goto(dashboard.url);
  const limits = page.getByRole('region', { name: 'Limits' });
  await limits.scrollIntoViewIfNeeded();
  const fullest = limits.getByRole('listitem').first();
  await expect(fullest).toContainText('Input tokens');
  await expect(fullest).toContainText('96% used');
  await expect(fullest).toContainText('nearly used up');
  await expect(fullest).toContainText('40K of 1M left');
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Zurich', timeStyle: 'medium' }).format(resetMs);
  await expect(fullest).toContainText(`resets ${time}`);
  await expect(limits.getByRole('listitem').filter({ hasText: 'Requests' })).toContainText('2.5% used');
});
