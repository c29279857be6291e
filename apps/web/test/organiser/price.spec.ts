import { describe, expect, it } from 'vitest';
import { parsePrice, showPrice } from '../../src/components/organiser/editor/price';

describe('prices as they are typed', () => {
  it.each([
    ['12', 'EUR', 1200],
    ['12.5', 'EUR', 1250],
    [' 12,50 ', 'EUR', 1250],
    ['0', 'EUR', 0],
    ['0.07', 'EUR', 7],
    ['19.99', 'EUR', 1999],
    ['1200', 'JPY', 1200],
    ['1.234', 'KWD', 1234],
    ['4990', 'HUF', 499_000],
    ['1500', 'RSD', 150_000],
    ['１２００', 'JPY', 1200],
    ['１２．５', 'EUR', 1250],
    ['€ 45', 'EUR', 4500],
    ['€45.50', 'EUR', 4550],
    ['45,50 €', 'EUR', 4550],
    ['45\u00a0€', 'EUR', 4500],
    ['EUR 45', 'EUR', 4500],
    ['45 eur', 'EUR', 4500],
    ['45,-', 'EUR', 4500],
    ['45.–', 'CHF', 4500],
    ['kr 199', 'NOK', 19_900],
    ['199 zł', 'PLN', 19_900],
    ['$20', 'USD', 2000],
    ['CA$20', 'CAD', 2000],
    ['￥1200', 'JPY', 1200],
  ])('%j %s is %i', (typed, currency, amount) => {
    expect(parsePrice(typed, currency)).toBe(amount);
    expect(parsePrice(showPrice(amount, currency), currency)).toBe(amount);
  });

  it.each([
    ['', 'EUR'],
    ['free', 'EUR'],
    ['-1', 'EUR'],
    ['€', 'EUR'],
    ['$ 45', 'EUR'],
    ['45 USD', 'EUR'],
    ['€ 45 €', 'EUR'],
    ['€ -45', 'EUR'],
    ['45,-0', 'EUR'],
    ['12.345', 'EUR'],
    ['1,200.00', 'EUR'],
    ['12.5', 'JPY'],
    ['1e3', 'EUR'],
    ['100000000.01', 'EUR'],
  ])('%j is no price in %s', (typed, currency) =>
    expect(parsePrice(typed, currency)).toBeUndefined(),
  );
});
