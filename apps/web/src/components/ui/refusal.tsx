import { Notice } from './notice';

/** Why a form was refused as a whole; takes the focus where no field is to blame. */
export const Refusal = ({ problem }: { problem: string | undefined }) =>
  problem ? (
    <div data-problem tabIndex={-1}>
      <Notice kind="bad" live title={problem} />
    </div>
  ) : null;
