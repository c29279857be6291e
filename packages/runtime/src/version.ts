/** The version of the product, shown in the OpenAPI document and in traces. */
export const version = '0.1.0';
