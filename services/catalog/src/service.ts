import { atMost, defineService, integer } from '@onsale/runtime';
import { addStaff } from './add-staff.js';
import { cancelEvent } from './cancel-event.js';
import { copyEvent } from './copy-event.js';
import { createEvent } from './create-event.js';
import { createTicketType } from './create-ticket-type.js';
import { deleteTicketType } from './delete-ticket-type.js';
import { getEvent } from './get-event.js';
import { getImage } from './get-image.js';
import { remakeImages, sweepImages } from './keep-images.js';
import { listEvents } from './list-events.js';
import { listOrganiserEvents } from './list-organiser-events.js';
import { listStaff } from './list-staff.js';
import { createListings } from './listings.js';
import { makeSizes } from './make-sizes.js';
import { onAccount } from './on-account.js';
import { onStock } from './on-stock.js';
import { orderTicketTypes } from './order-ticket-types.js';
import { publishEvent } from './publish-event.js';
import { removeStaff } from './remove-staff.js';
import { updateEvent } from './update-event.js';
import { updateTicketType } from './update-ticket-type.js';
import { uploadImage } from './upload-image.js';

/** Making the sizes of an image takes a processor for up to a second. */
const imageMaking = { running: 1, waiting: 8 };

/** Events, venues, ticket types and prices: what organisers write and buyers read. */
export const catalog = defineService({
  name: 'catalog',
  migrations: new URL('../migrations/', import.meta.url),
  settings: {
    eventsPerDay: integer('ONSALE_EVENTS_PER_DAY', {
      doc: 'Events that one account may create within a day',
      default: 200,
      min: 1,
      max: 10_000,
    }),
    imagesPerDay: integer('ONSALE_IMAGES_PER_DAY', {
      doc: 'Images that one account may upload within a day',
      default: 50,
      min: 1,
      max: 10_000,
    }),
    imageMebibytesPerDay: integer('ONSALE_IMAGE_MIB_PER_DAY', {
      doc: 'MiB that the images which one account uploads within a day may take, in all their sizes',
      default: 40,
      min: 1,
      max: 2_000,
    }),
  },
  setup(context) {
    const { eventsPerDay } = context.settings;
    const listings = createListings(context);
    const changing = { ...context, listings };
    const making = atMost(imageMaking);
    const makeInTurn = (bytes: Uint8Array) => making(() => makeSizes(bytes));
    return {
      routes: [
        listEvents(context),
        listOrganiserEvents(context),
        getEvent(listings),
        createEvent(context, eventsPerDay),
        copyEvent(context, eventsPerDay),
        updateEvent(changing),
        publishEvent(changing),
        cancelEvent(changing),
        createTicketType(changing),
        updateTicketType(changing),
        deleteTicketType(changing),
        orderTicketTypes(changing),
        uploadImage(context, makeInTurn, context.settings),
        getImage(context),
        listStaff(context),
        addStaff(changing),
        removeStaff(changing),
      ],
      subscriptions: [onAccount(context), onStock(changing)],
      pageChanges: listings.pageChanges,
      tasks: [sweepImages(context), remakeImages(context, makeInTurn)],
    };
  },
});
