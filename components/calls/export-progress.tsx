import { Button, CloseButton, Progress } from '@mantine/core';
import { formatBytes, formatCount } from '../../lib/format/number.ts';
import classes from './calls.module.css';
import type { ExportState } from './use-export.ts';

interface ExportProgressProps {
  progress: ExportState | null;
  onCancel: () => void;
  onDismiss: () => void;
}

/** How far an export is, above whatever is on the screen. */
export function ExportProgress({ progress, onCancel, onDismiss }: ExportProgressProps) {
  if (!progress) return null;
  return (
    <div className={classes.exportBox} role="status" aria-live="polite">
      <div className={classes.exportHead}>
        <b>{progress.label}</b>
        {progress.kind === 'running' ? (
          <Button size="compact-xs" variant="default" onClick={onCancel}>
            Cancel
          </Button>
        ) : (
          <CloseButton size="sm" aria-label="Close" onClick={onDismiss} />
        )}
      </div>
      <Body progress={progress} />
    </div>
  );
}

function Body({ progress }: { progress: ExportState }) {
  if (progress.kind === 'failed') return <p role="alert">{progress.message}</p>;
  if (progress.kind === 'done')
    return (
      <p>
        Saved {progress.fileName}, {formatBytes(progress.bytes)}.
      </p>
    );
  const { lines, total, bytes } = progress;
  const share = total ? Math.min(100, (lines / total) * 100) : null;
  return (
    <>
      <Progress
        value={share ?? 100}
        animated={share === null}
        striped={share === null}
        size="sm"
        my={6}
        aria-label={`${progress.label}: progress`}
      />
      <p>
        {formatCount(lines)} {total ? `of about ${formatCount(total)} attempts` : 'lines'}, {formatBytes(bytes)}
      </p>
    </>
  );
}
