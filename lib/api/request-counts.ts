/** How many requests were answered, by route and status, and how much was exported. */
export class RequestCounts {
  private readonly counts = new Map<string, Map<number, number>>();

  exportedBytes = 0;

  countExported(bytes: number): void {
    this.exportedBytes += bytes;
  }

  count(route: string, status: number): void {
    const byStatus = this.counts.get(route) ?? new Map<number, number>();
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    this.counts.set(route, byStatus);
  }

  /** Each route and status with its count. */
  *entries(): Generator<{ route: string; status: number; count: number }> {
    for (const [route, byStatus] of this.counts) for (const [status, count] of byStatus) yield { route, status, count };
  }
}
