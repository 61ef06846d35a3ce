// Where codes come in: the camera with its frame, a hand-held scanner anywhere on the page, and a field to type in.
import {
  IconBulb,
  IconBulbOff,
  IconCamera,
  IconCameraOff,
  IconVolume,
  IconVolumeOff,
} from '@tabler/icons-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useT } from '../../shared/speech.tsx';
import { Button, Notice } from '../parts/parts.tsx';
import { CameraError, openCamera, type Camera, type CameraFailure } from './camera.ts';
import { CodeField } from './code-field.tsx';
import { isMuted, setMuted, type Outcome } from './signal.ts';
import { useWedge } from './use-wedge.ts';

/** Whoever opened the camera once wants it open the next time. */
const CAMERA = 'jejak.scan.camera';

interface ScanPanelProps {
  onCode: (raw: string) => void;
  /** Colours the frame by how the last scan went. */
  hit?: Outcome;
  /** What is to be scanned now. */
  aim?: string;
  typeLabel?: string;
}

export function ScanPanel({ onCode, hit, aim, typeLabel }: ScanPanelProps) {
  const t = useT();
  const [on, setOn] = useState(() => localStorage.getItem(CAMERA) === 'yes');
  const [failure, setFailure] = useState<CameraFailure>();
  const [muted, setMutedNow] = useState(isMuted);
  useWedge(onCode);

  function turn(next: boolean) {
    localStorage.setItem(CAMERA, next ? 'yes' : 'no');
    setFailure(undefined);
    setOn(next);
  }

  return (
    <section className="stack" aria-label={aim ?? t('scanner.scan.aim')}>
      {on && (
        <CameraView
          onCode={onCode}
          hit={hit}
          aim={aim ?? t('scanner.scan.aim')}
          onFailed={(why) => {
            setFailure(why);
            setOn(false);
          }}
        />
      )}
      {!on && aim && <strong>{aim}</strong>}
      {failure && <Notice tone="bad" text={t(`scanner.scan.failed.${failure}`)} />}
      <div className="row">
        <span className="grow stack">
          <Button main={!on} onClick={() => turn(!on)}>
            {on ? <IconCameraOff aria-hidden /> : <IconCamera aria-hidden />}
            {on ? t('scanner.scan.close') : t('scanner.scan.open')}
          </Button>
        </span>
        <Button
          pressed={!muted}
          onClick={() => {
            setMuted(!muted);
            setMutedNow(!muted);
          }}
        >
          {muted ? <IconVolumeOff aria-hidden /> : <IconVolume aria-hidden />}
          <span className="hidden">{muted ? t('scanner.scan.soundOn') : t('scanner.scan.soundOff')}</span>
        </Button>
      </div>
      <CodeField onCode={onCode} label={typeLabel} />
    </section>
  );
}

interface CameraViewProps {
  onCode: (raw: string) => void;
  onFailed: (why: CameraFailure) => void;
  hit?: Outcome;
  aim: string;
}

function CameraView({ onCode, onFailed, hit, aim }: CameraViewProps) {
  const t = useT();
  const video = useRef<HTMLVideoElement>(null);
  const [camera, setCamera] = useState<Camera>();
  const [lit, setLit] = useState(false);
  const tell = useEffectEvent(onCode);
  const fail = useEffectEvent(onFailed);

  useEffect(() => {
    let left = false;
    let opened: Camera | undefined;
    openCamera(
      video.current!,
      (raw) => tell(raw),
      (why) => fail(why),
    ).then(
      (found) => {
        if (left) return found.close();
        opened = found;
        setCamera(found);
      },
      (error: unknown) => left || fail(error instanceof CameraError ? error.reason : 'broken'),
    );
    return () => {
      left = true;
      opened?.close();
    };
  }, []);

  const Torch = lit ? IconBulbOff : IconBulb;
  return (
    <>
      <div className="view" data-camera={camera ? 'open' : 'opening'}>
        <video ref={video} aria-hidden />
        <div className="guide" data-hit={hit} />
        <p className="aim">{camera ? aim : t('scanner.scan.opening')}</p>
      </div>
      {camera?.hasTorch && (
        <Button
          pressed={lit}
          onClick={() => {
            void camera.setTorch(!lit).then(() => setLit(!lit));
          }}
        >
          <Torch aria-hidden /> {lit ? t('scanner.scan.torchOff') : t('scanner.scan.torchOn')}
        </Button>
      )}
    </>
  );
}
