import type { Listed } from './approvals.js';

/** Who waits and who is approved, a paragraph each. */
export function renderList(organisers: readonly Listed[], most: number): string {
  const waiting = organisers.filter(({ isApproved }) => !isApproved);
  const approved = organisers.filter(({ isApproved }) => isApproved);
  const parts = [
    paragraph('Not approved', waiting, 'Nobody waits for approval.'),
    paragraph('Approved', approved, 'No account is approved as an organiser.'),
    ...(organisers.length < most ? [] : [`There are more, which are not shown.`]),
  ];
  return `${parts.join('\n\n')}\n`;
}

const paragraph = (title: string, members: readonly Listed[], none: string) =>
  members.length === 0
    ? none
    : [`${title}:`, ...members.map((one) => `  ${lineOf(one)}`)].join('\n');

const lineOf = ({ accountId, name, email, drafts, published }: Listed) =>
  `${accountId}  ${printed(name)}${email === null ? '' : ` <${printed(email)}>`}  ${counted(drafts, 'draft')}, ${published} published`;

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Others have written it, so control characters are replaced before a terminal shows them. */
export const printed = (text: string): string => text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
