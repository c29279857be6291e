import type { ReactNode } from 'react';
import { TestMode } from '../../components/organiser/test-mode';

/** Around every page of organisers and door staff. */
export default function OrganiserLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <TestMode />
      {children}
    </>
  );
}
