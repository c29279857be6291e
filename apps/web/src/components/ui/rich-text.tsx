import { richText } from '../../lib/rich-text';

/** What an organiser wrote, with the links, lists and emphasis they gave it. */
export function RichText({ text, html = richText(text) }: { text: string; html?: string }) {
  return (
    // biome-ignore lint/security/noDangerouslySetInnerHtml: made by a reader that knows no HTML
    <div className="rich-text wrap-anywhere" dangerouslySetInnerHTML={{ __html: html }} />
  );
}
