// The mark and name of the service.
import classes from './brand.module.css';

export function Brand({ large = false }: { large?: boolean }) {
  return (
    <span className={classes.brand} data-large={large || undefined}>
      <img src="/favicon.svg" alt="" width={large ? 44 : 28} height={large ? 44 : 28} />
      <span className={classes.name}>Jejak Vaksin</span>
    </span>
  );
}
