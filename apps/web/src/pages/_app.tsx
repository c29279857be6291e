import type { AppProps } from 'next/app';
import { fontVariables } from '../styles/fonts';
import '../styles/globals.css';

/** The frame of every page of the storefront. */
export default function App({ Component, pageProps }: AppProps) {
  return (
    <div className={fontVariables}>
      <Component {...pageProps} />
    </div>
  );
}
