import Document, { type DocumentContext, Head, Html, Main } from 'next/document';
import { builtStyle } from '../lib/page-script';
import { signedInScript } from '../lib/signed-in-script';
import { rootStyle } from '../lib/site';
import { siteLocale } from '../lib/site-locale';

/** Requests of the front for a page that is the same for everyone; `packages/front` sets it. */
const keptHeader = 'x-onsale-render';

/**
 * A kept page brings its style along: a visitor who comes for the first time, as most do when a sale
 * opens, sees it one request earlier. Next calls this method for the links to style sheets.
 */
class HeadWithStyle extends Head {
  override getCssLinks(files: Parameters<Head['getCssLinks']>[0]) {
    return files.allFiles
      .filter((file) => file.endsWith('.css'))
      .map((file) => (
        // biome-ignore lint/security/noDangerouslySetInnerHtml: our own style sheet, as it was built
        <style key={file} dangerouslySetInnerHTML={{ __html: builtStyle(file) }} />
      ));
  }
}

/** The document around a page, without Next's own scripts: a page brings its own. */
export default class SiteDocument extends Document<{ isKept: boolean }> {
  static override async getInitialProps(context: DocumentContext) {
    const isKept = context.req?.headers[keptHeader] !== undefined;
    return { ...(await Document.getInitialProps(context)), isKept };
  }

  override render() {
    const PageHead = this.props.isKept ? HeadWithStyle : Head;
    return (
      <Html lang={siteLocale()} style={rootStyle()}>
        <PageHead>
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant; allowed by its hash */}
          <script dangerouslySetInnerHTML={{ __html: signedInScript }} />
        </PageHead>
        <body>
          <Main />
        </body>
      </Html>
    );
  }
}
