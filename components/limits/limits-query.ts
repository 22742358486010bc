/** Of the last hours, whatever the range of the page; as many as its panel shows, with a point for every other pixel. */
export const LIMITS_QUERY = 'from=now-6h&to=now&top=8&points=42';
