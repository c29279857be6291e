/** The zones that the editor offers: all that this server knows, and UTC, which it leaves out. */
export const timeZones: readonly string[] = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
