import { Head, Html, Main } from 'next/document';
import { signedInScript } from '../lib/signed-in-script';
import { rootStyle } from '../lib/site';
import { siteLocale } from '../lib/site-locale';

/** The document around a page, without Next's own scripts: a page brings what it needs. */
export default function Document() {
  return (
    <Html lang={siteLocale()} style={rootStyle()}>
      <Head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant; allowed by its hash */}
        <script dangerouslySetInnerHTML={{ __html: signedInScript }} />
      </Head>
      <body>
        <Main />
      </body>
    </Html>
  );
}
