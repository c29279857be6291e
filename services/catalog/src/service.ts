import {
  admitOperator,
  atMost,
  defineService,
  integer,
  oneOf,
  operatorTokenSetting,
} from '@onsale/runtime';
import { acceptInvitation } from './accept-invitation.js';
import { approveOrganiser } from './approve-organiser.js';
import { cancelEvent } from './cancel-event.js';
import { copyEvent } from './copy-event.js';
import { createEvent } from './create-event.js';
import { createTicketType } from './create-ticket-type.js';
import { declineInvitation } from './decline-invitation.js';
import { deleteTicketType } from './delete-ticket-type.js';
import { getEvent } from './get-event.js';
import { getImage } from './get-image.js';
import { getInvitation } from './get-invitation.js';
import { getOrganiser } from './get-organiser.js';
import { lookForInvitation } from './invitation-of.js';
import { inviteStaff } from './invite-staff.js';
import { remakeImages, sweepImages } from './keep-images.js';
import { leaveStaff } from './leave-staff.js';
import { limitChanges } from './limit-changes.js';
import { listDoors } from './list-doors.js';
import { listEvents } from './list-events.js';
import { listOrganiserEvents } from './list-organiser-events.js';
import { listOrganisers } from './list-organisers.js';
import { listStaff } from './list-staff.js';
import { createListings } from './listings.js';
import { makeSizes } from './make-sizes.js';
import { organiserRules } from './may-organise.js';
import { onAccount } from './on-account.js';
import { onStock } from './on-stock.js';
import { orderTicketTypes } from './order-ticket-types.js';
import { createOrganiserGate } from './organiser-gate.js';
import { publishEvent } from './publish-event.js';
import { removeOrganiser } from './remove-organiser.js';
import { removeStaff } from './remove-staff.js';
import { renameOrganisers } from './rename-organiser.js';
import { sweepInvitations } from './sweep-invitations.js';
import { updateEvent } from './update-event.js';
import { updateTicketType } from './update-ticket-type.js';
import { uploadImage } from './upload-image.js';
import { withdrawInvitation } from './withdraw-invitation.js';

/** Making the sizes of an image takes up to a second of one core. */
const imageMaking = { running: 1, waiting: 8 };

/** Events, venues, ticket types and prices, which organisers write and buyers read. */
export const catalog = defineService({
  name: 'catalog',
  migrations: new URL('../migrations/', import.meta.url),
  settings: {
    operatorToken: operatorTokenSetting,
    organisers: oneOf('ONSALE_ORGANISERS', {
      doc: 'Who may organise events: `everyone` with an account; `approved`: everyone prepares drafts, and accounts that the operator has approved publish them; `own`: only approved accounts do either',
      default: 'approved',
      values: organiserRules,
    }),
    draftsPerAccount: integer('ONSALE_DRAFTS_PER_ACCOUNT', {
      doc: 'Drafts that one account may have; before it is approved, 10 at most',
      default: 200,
      min: 1,
      max: 10_000,
    }),
    publishedPerAccount: integer('ONSALE_PUBLISHED_EVENTS_PER_ACCOUNT', {
      doc: 'Published events, not counting past ones, that one account may have',
      default: 500,
      min: 1,
      max: 10_000,
    }),
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
      doc: 'MiB that one account may upload as images within a day, counted as stored, in all sizes',
      default: 40,
      min: 1,
      max: 2_000,
    }),
  },
  setup(context) {
    const { eventsPerDay, operatorToken } = context.settings;
    const admit = admitOperator(operatorToken, context.limits);
    const gate = createOrganiserGate(context);
    const listings = createListings(context);
    const changing = { ...context, listings };
    const lookFor = lookForInvitation(context);
    const making = atMost(imageMaking);
    const makeInTurn = (bytes: Uint8Array) => making(() => makeSizes(bytes));
    return {
      routes: [
        listEvents(context),
        listOrganiserEvents(context),
        listDoors(context),
        getOrganiser(context.database, gate),
        getEvent(listings),
        ...[
          createEvent(context, gate, eventsPerDay),
          copyEvent(context, gate, eventsPerDay),
          updateEvent(changing, gate),
          publishEvent(changing, gate),
          cancelEvent(changing),
          createTicketType(changing),
          updateTicketType(changing),
          deleteTicketType(changing),
          orderTicketTypes(changing),
          inviteStaff(context),
          withdrawInvitation(context.database),
          removeStaff(changing),
          leaveStaff(changing),
        ].map(limitChanges(context)),
        uploadImage(context, makeInTurn, context.settings),
        getImage(context),
        listStaff(context),
        getInvitation(context, lookFor),
        acceptInvitation(changing, lookFor),
        declineInvitation(context, lookFor),
        listOrganisers(context.database, admit),
        approveOrganiser(context, admit),
        removeOrganiser(context.database, admit),
      ],
      subscriptions: [onAccount(context, renameOrganisers(changing)), onStock(changing)],
      pageChanges: listings.pageChanges,
      tasks: [sweepImages(context), remakeImages(context, makeInTurn), sweepInvitations(context)],
    };
  },
});
