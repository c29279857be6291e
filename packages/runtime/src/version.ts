/** Of the product: shown in the API's document, and in traces. */
export const version = '0.1.0';
