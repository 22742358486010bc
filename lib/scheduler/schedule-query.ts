const NUMBERS = ['retries', 'u', 'seed', 'status', 'attemptMs', 'nowMs'];

/** A number where the text is one; else the text, for the validation to complain of. */
function numberOrText(text: string): number | string {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The parameters of `GET /api/schedule` as the object that `POST` takes; `policy` is JSON. For `validateSchedule`. */
export function scheduleInput(params: URLSearchParams): Record<string, unknown> {
  const entries = [...params].map(([name, text]) => {
    if (NUMBERS.includes(name)) return [name, numberOrText(text)] as const;
    if (name === 'policy') return [name, jsonOrText(text)] as const;
    if (name === 'shouldRetry') return [name, jsonOrText(text)] as const;
    return [name, text] as const;
  });
  return Object.fromEntries(entries);
}
