/** An event of the demo, in days from now so that it is never over. */
interface DemoEvent {
  readonly title: string;
  /** File in `demo/`. */
  readonly image?: string;
  readonly description: string;
  readonly venueName: string;
  readonly venueAddress: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly startsInDays: number;
  /** The hour of the start, in UTC for simplicity, and the duration. */
  readonly startHourUtc: number;
  readonly hours: number;
  readonly salesOpenInDays?: number;
  readonly published: boolean;
  /** Whether the demo buyer takes everything, so that one event is sold out. */
  readonly buyAll?: boolean;
  readonly ticketTypes: readonly {
    readonly name: string;
    readonly description?: string;
    readonly amount: number;
    readonly capacity: number;
    /** Name of an earlier ticket type whose places it shares; `capacity` is then its own limit. */
    readonly shares?: string;
    readonly perPersonLimit?: number;
  }[];
}

export const demoEvents: readonly DemoEvent[] = [
  {
    title: 'Midnight Quartet: The Glass Hours',
    image: 'glass-hours.jpg',
    description:
      'Four players, one piano, and ninety minutes without a pause. The quartet brings its third album to the hall it was recorded in.\n\nDoors open an hour before. The concert is seated freely; the balcony has the better view of the hands.',
    venueName: 'Elbe Hall',
    venueAddress: 'Am Kai 12, 20457 Hamburg',
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    startsInDays: 24,
    startHourUtc: 19,
    hours: 2,
    published: true,
    ticketTypes: [
      {
        name: 'Parterre',
        description: 'Ground floor, free seating',
        amount: 3900,
        capacity: 420,
        perPersonLimit: 8,
      },
      {
        name: 'Balcony',
        description: 'First row to third row',
        amount: 5400,
        capacity: 160,
        perPersonLimit: 6,
      },
      {
        name: 'Patron',
        description: 'Front row and a drink with the quartet',
        amount: 12000,
        capacity: 12,
        perPersonLimit: 2,
      },
    ],
  },
  {
    title: 'Software That Lasts: an open evening',
    image: 'software.jpg',
    description:
      'Three short talks on programs that have been in use for twenty years, and what their authors would do again. Afterwards soup, bread and questions.\n\nFree of charge; please take a ticket so that we know how much soup.',
    venueName: 'City Library, Reading Room',
    venueAddress: 'Kirkegata 1, 0153 Oslo',
    timeZone: 'Europe/Oslo',
    currency: 'NOK',
    startsInDays: 9,
    startHourUtc: 17,
    hours: 3,
    published: true,
    ticketTypes: [{ name: 'Seat', amount: 0, capacity: 80, perPersonLimit: 2 }],
  },
  {
    title: 'Tiny Room Sessions: Inés Aldana',
    image: 'tiny-room.jpg',
    description:
      'One voice, one guitar, twelve chairs. The Tiny Room holds a dozen people and no microphone.',
    venueName: 'The Tiny Room',
    venueAddress: '14 Rue des Lavandières, 13002 Marseille',
    timeZone: 'Europe/Paris',
    currency: 'EUR',
    startsInDays: 16,
    startHourUtc: 19,
    hours: 2,
    published: true,
    buyAll: true,
    ticketTypes: [{ name: 'Chair', amount: 2500, capacity: 12, perPersonLimit: 12 }],
  },
  {
    title: 'Harbour Cup: the final',
    image: 'harbour-cup.jpg',
    description:
      'Ninety minutes, two old rivals and the whole harbour watching. Tickets go on sale for everyone at the same moment; be there on time.',
    venueName: 'Harbour Ground',
    venueAddress: '3 Quay Road, Bristol BS1 6XN',
    timeZone: 'Europe/London',
    currency: 'GBP',
    startsInDays: 62,
    startHourUtc: 14,
    hours: 3,
    salesOpenInDays: 6,
    published: true,
    ticketTypes: [
      { name: 'Terrace', amount: 1800, capacity: 9000, perPersonLimit: 4 },
      { name: 'Main stand', amount: 3200, capacity: 4200, perPersonLimit: 4 },
    ],
  },
  {
    title: 'Lantern Festival by the Lake',
    image: 'lantern.jpg',
    description:
      'Two stages, six bands and four hundred paper lanterns on the water. Come by train; the last one waits for the encore.\n\nChildren under twelve need a child ticket, which costs nothing.',
    venueName: 'Lakeside Meadow',
    venueAddress: 'Seestrasse 80, 8002 Zürich',
    timeZone: 'Europe/Zurich',
    currency: 'CHF',
    startsInDays: 41,
    startHourUtc: 14,
    hours: 9,
    published: true,
    ticketTypes: [
      { name: 'Day ticket', amount: 6500, capacity: 3000, perPersonLimit: 6 },
      {
        name: 'Evening ticket',
        description: 'Entry from 18:00',
        amount: 4200,
        capacity: 1200,
        perPersonLimit: 6,
      },
      {
        name: 'Child',
        description: 'Under twelve',
        amount: 0,
        capacity: 600,
        perPersonLimit: 4,
        shares: 'Day ticket',
      },
    ],
  },
  {
    title: 'Winter Lectures: draft programme',
    description: 'Not published yet: only its organiser sees it.',
    venueName: 'Old Observatory',
    venueAddress: 'Observatoriegatan 8, 113 29 Stockholm',
    timeZone: 'Europe/Stockholm',
    currency: 'SEK',
    startsInDays: 75,
    startHourUtc: 17,
    hours: 2,
    published: false,
    ticketTypes: [{ name: 'Admission', amount: 14000, capacity: 120 }],
  },
];
