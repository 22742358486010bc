import classes from './connect.module.css';

const HEADERS = [
  ['x-weir-app: NAME', 'names the application on charts and filters'],
  ['x-weir-retries: 0', 'how often the gateway may retry this call, 0 to 20'],
  ['x-weir-max-wait-ms: 5000', 'how long it may wait in all, before it hands back the provider’s answer'],
] as const;

/** What a client may tell the gateway with a call. */
export function GatewayHeaders() {
  return (
    <section className={classes.headers}>
      <h2>Optional headers</h2>
      <dl>
        {HEADERS.map(([header, meaning]) => (
          <div key={header}>
            <dt>
              <code>{header}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
