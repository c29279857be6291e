'use client';

import { usePathname } from 'next/navigation';
import { signInPath } from '../../lib/safe-next';
import { Link } from '../ui/link';

/** To sign in, and back to this page afterwards. */
export function SignInLink() {
  const path = usePathname();
  const back = path === '/' || path === '/signin' || path === '/signup' ? undefined : path;
  return (
    <Link href={back ? signInPath(back) : '/signin'} className="text-link py-1 font-medium">
      Sign in
    </Link>
  );
}
