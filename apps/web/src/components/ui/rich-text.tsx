import { richText } from '../../lib/rich-text';

/** An organiser's text with its links, lists and emphasis. */
export function RichText({ text, html = richText(text) }: { text: string; html?: string }) {
  return (
    // biome-ignore lint/security/noDangerouslySetInnerHtml: made by a reader that knows no HTML
    <div className="rich-text wrap-anywhere" dangerouslySetInnerHTML={{ __html: html }} />
  );
}
