/** Water over a weir: the upper level, the drop, the lower level. Decorative; the name stands beside it. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 32 32">
      <rect width="32" height="32" rx="8" fill="#0b7a83" />
      <g fill="none" strokeLinecap="round" strokeWidth="2.6">
        <path stroke="#fff" d="M5 9.5h6.5c5.5 0 5 7 9.5 7h6" />
        <path stroke="#a1d7d9" d="M5 15h4.5c5.5 0 5 7 9.5 7h8" />
        <path stroke="#4cb3b8" d="M5 20.5h2.5c3 0 4 2.2 5.5 4" />
      </g>
    </svg>
  );
}
