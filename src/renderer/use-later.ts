import { useEffect, useState } from 'react';

/**
 * False at first, true after a while.
 *
 * @param delay - milliseconds
 */
export function useLater(delay: number): boolean {
  const [isLater, setLater] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setLater(true);
    }, delay);
    return () => {
      clearTimeout(timer);
    };
  }, [delay]);
  return isLater;
}
