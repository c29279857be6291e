const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether it can be the id of an order or an event. */
export const isId = (text: string): boolean => uuid.test(text);
