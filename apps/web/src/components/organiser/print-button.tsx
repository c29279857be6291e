'use client';

import { Button } from '../ui/button';

/** Without JavaScript the browser's menu prints. */
export const PrintButton = () => (
  <>
    <Button onClick={() => print()}>Print</Button>
    <noscript>Print this page from your browser’s menu.</noscript>
  </>
);
