const fallback = 'en-GB';

/** The first language of an `Accept-Language` header that this runtime can format for. */
export function pickLocale(acceptLanguage: string | null): string {
  const wanted = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = parameters.find((parameter) => parameter.trim().startsWith('q='));
      return { tag, weight: quality ? Number(quality.trim().slice(2)) : 1 };
    })
    .filter(({ tag, weight }) => tag !== '' && tag !== '*' && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { tag } of wanted) {
    try {
      const [supported] = Intl.NumberFormat.supportedLocalesOf(tag);
      if (supported) return supported;
    } catch {
      // Not a language tag: the next one.
    }
  }
  return fallback;
}

/** English words in the order of the reader's region: the pages are written in English. */
export function dateLocale(locale: string): string {
  const { language, region } = new Intl.Locale(locale).maximize();
  if (language === 'en') return locale;
  return region ? `en-${region}` : fallback;
}
