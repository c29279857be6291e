/**
 * Explains on a phone how to trust this install's certificate.
 * @param site the address to continue to, with TLS
 * @param certificate path of the authority's certificate
 */
export const trustPage = (site: string, certificate: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Trust this box office</title>
<body style="font: 1.125rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 2rem auto; padding: 0 1rem">
<h1>Trust this box office</h1>
<p>The camera works only over a secure connection, and your phone doesn't know this box office yet. Do this once on each phone at the door.</p>
<ol>
<li><a href="${certificate}">Download the certificate</a></li>
<li><b>iPhone, iPad:</b> open Settings, tap “Profile Downloaded” and install it. Then, in General, About, Certificate Trust Settings, turn it on.
<br><b>Android:</b> open Settings, search for “CA certificate”, choose “Install anyway” and pick the downloaded file.</li>
<li><a href="${site}">Open the box office</a></li>
</ol>
<p>The certificate is valid only on private networks such as your venue's Wi-Fi. Remove it when the season is over.</p>
</html>
`;
