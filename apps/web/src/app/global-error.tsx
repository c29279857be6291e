'use client';

import { Button } from '../components/ui/button';
import { fontVariables } from '../styles/fonts';
import '../styles/globals.css';

/** Shown when even the root layout failed. */
export default function GlobalError({ retry }: { retry: () => void }) {
  return (
    <html lang="en" className={fontVariables}>
      <body>
        <main className="mx-auto max-w-3xl px-4 pt-14">
          <title>Onsale</title>
          <h1 className="text-2xl">Something went wrong on our side.</h1>
          <p className="mt-4 mb-8 text-muted">
            Your orders and payments are safe. Try again in a moment.
          </p>
          <Button onClick={() => retry()}>Try again</Button>
        </main>
      </body>
    </html>
  );
}
