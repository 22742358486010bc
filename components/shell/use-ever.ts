import { useState } from 'react';

/** Whether it has ever been so. */
export function useEver(isSo: boolean): boolean {
  const [wasSo, setWasSo] = useState(false);
  if (isSo && !wasSo) setWasSo(true);
  return isSo || wasSo;
}
