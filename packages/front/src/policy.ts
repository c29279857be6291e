/** For every answer: browsers use its content type as given, and never frame it. */
export const guards = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/**
 * The content security policy.
 * @param scripts sources of scripts in addition to our own files: a nonce, or hashes of inline
 * scripts
 * @param styles the same for styles
 */
export function securityHeaders(
  scripts: readonly string[],
  styles: readonly string[],
  { dev = false }: { dev?: boolean } = {},
) {
  const policy = [
    "default-src 'self'",
    // 'wasm-unsafe-eval': the scanner's decoder. 'unsafe-eval': React's stack traces in development.
    ["script-src 'self'", ...scripts, "'wasm-unsafe-eval'", ...(dev ? ["'unsafe-eval'"] : [])].join(
      ' ',
    ),
    dev ? "style-src 'self' 'unsafe-inline'" : ["style-src 'self'", ...styles].join(' '),
    // Attributes only: bars and charts set their sizes with them.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' https: data: blob:",
    "media-src 'self' blob:",
    "worker-src 'self' blob:",
    "font-src 'self'",
    `connect-src 'self'${dev ? ' ws:' : ''}`,
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    ...guards,
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(self), microphone=(), geolocation=(), payment=()',
  } as const;
}
