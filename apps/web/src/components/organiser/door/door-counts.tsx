import type { DoorState } from './use-door-state';

/** How many people are admitted, in total and per ticket type. */
export function DoorCounts({ state, stale }: { state: DoorState; stale: boolean }) {
  return (
    <div className="figures mb-4">
      <p className="flex flex-wrap items-baseline justify-between gap-x-6 text-lg">
        <span>
          <strong className="text-2xl">{state.checkedIn}</strong>
          <span className="text-muted"> of {state.issued}</span> checked in
        </span>
        {stale && (
          <span className="text-sm text-warn">No network: numbers may be out of date.</span>
        )}
      </p>
      {state.ticketTypes.length > 1 && (
        <ul className="mt-1 flex flex-wrap gap-x-5 text-muted text-sm">
          {state.ticketTypes.map(({ ticketTypeId, name, issued, checkedIn }) => (
            <li key={ticketTypeId} className="min-w-0 break-words">
              <bdi>{name}</bdi>: {checkedIn}/{issued}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
