export { Checkout } from './checkout';
export { OrderPage } from './order-page';
