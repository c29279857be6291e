export { PageFailed } from './browser.js';
export { type Bought, buy, NotBought, type Purchase } from './buy.js';
export type { OrderNews } from './order-page.js';
export {
  type Line,
  openShopper,
  type Shopper,
  type ShopperOptions,
} from './shopper.js';
export { type Asked, openSite, type Site, type SiteOptions } from './site.js';
