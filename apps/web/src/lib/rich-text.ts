import MarkdownIt from 'markdown-it';

/** Where a link in someone's text may lead. */
const target = /^(?:https?:\/\/|mailto:|tel:|\/(?!\/))/i;
const ofText = ['newline', 'escape', 'emphasis', 'link', 'autolink', 'list', 'linkify'];

// `zero` knows paragraphs only: everything not enabled stays as typed, above all HTML.
const text = reader(ofText);
const page = reader([...ofText, 'heading']);

function reader(rules: string[]) {
  const markdown = new MarkdownIt('zero', { breaks: true, linkify: true }).enable(rules);
  markdown.linkify.set({ fuzzyLink: true });
  markdown.validateLink = (url) => target.test(url.trim());
  const { rules: draw } = markdown.renderer;
  draw.link_open = (tokens, index, options, _, self) => {
    tokens[index]?.attrSet('rel', 'nofollow ugc noopener');
    return self.renderToken(tokens, index, options);
  };
  return markdown;
}

/** An organiser's text as HTML: paragraphs, line breaks, bold, italics, lists and links. */
export const richText = (source: string): string => text.render(source);

/** The same on a page of its own, with headings below the page's heading, none skipping a level. */
export function richPage(source: string): string {
  const tokens = page.parse(source, {});
  let level = 1;
  for (const token of tokens) {
    if (token.type === 'heading_open') level = Math.min(Number(token.tag.slice(1)) + 1, level + 1);
    if (token.type.startsWith('heading')) token.tag = `h${Math.min(level, 6)}`;
  }
  return page.renderer.render(tokens, page.options, {});
}

/** The words alone, on one line, for search engines and wherever no markup is shown. */
export function plainText(source: string): string {
  const words: string[] = [];
  for (const block of text.parse(source, {})) {
    if (block.type !== 'inline') continue;
    for (const { type, content } of block.children ?? []) {
      if (type === 'text') words.push(content);
      else if (type.endsWith('break')) words.push(' ');
    }
    words.push(' ');
  }
  return words.join('').replace(/\s+/g, ' ').trim();
}
