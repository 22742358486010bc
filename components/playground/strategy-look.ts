/** Colours and dashes of strategies, told apart by both; Okabe and Ito's palette, which colour-blind people can tell. */
const LOOKS = [
  { color: 'var(--weir-accent)', dash: undefined },
  { color: '#d55e00', dash: '6 3' },
  { color: '#cc79a7', dash: '2 3' },
  { color: '#0072b2', dash: '10 3' },
  { color: '#e69f00', dash: '4 2 1 2' },
  { color: '#56b4e9', dash: '1 3' },
  { color: '#8a6fdf', dash: '8 2 2 2' },
] as const;

export interface StrategyLook {
  color: string;
  dash: string | undefined;
}

/** The look of strategy number `index`; the first is the chosen one. */
export function strategyLook(index: number): StrategyLook {
  return LOOKS[index % LOOKS.length] ?? LOOKS[0];
}
