import { ButtonLink } from '../ui/button';
import { CopyLink } from './copy-link';

/** The address of an event's page, to copy, to share, and as a QR code to print. */
export function ShareEvent({
  title,
  address,
  qrPath,
  sheetPath,
}: {
  title: string;
  address: string;
  qrPath: string;
  sheetPath: string;
}) {
  return (
    <section aria-labelledby="share" className="not-printed mb-10 max-w-3xl">
      <h2 id="share" className="label-caps mb-4 border-ink border-t-2 pt-3">
        Share
      </h2>
      <CopyLink label="Event link" title={title} address={address}>
        <ButtonLink href={`${qrPath}?as=svg`} download>
          QR code, SVG
        </ButtonLink>
        <ButtonLink href={`${qrPath}?as=png`} download>
          QR code, PNG
        </ButtonLink>
        <ButtonLink href={sheetPath}>Print a sheet</ButtonLink>
      </CopyLink>
    </section>
  );
}
