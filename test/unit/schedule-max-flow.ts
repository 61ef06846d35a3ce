// Maximum flow by Dinic's algorithm, small and plain: the oracle for what a place can promise.

interface Edge {
  to: number;
  capacity: number;
  back: number;
}

export class FlowNetwork {
  readonly #edges: Edge[][];

  constructor(nodes: number) {
    this.#edges = Array.from({ length: nodes }, () => []);
  }

  connect(from: number, to: number, capacity: number): void {
    this.#edges[from]!.push({ to, capacity, back: this.#edges[to]!.length });
    this.#edges[to]!.push({ to: from, capacity: 0, back: this.#edges[from]!.length - 1 });
  }

  #levels(source: number): number[] {
    const level = this.#edges.map(() => -1);
    level[source] = 0;
    const queue = [source];
    for (const node of queue) {
      for (const { to, capacity } of this.#edges[node]!) {
        if (capacity === 0 || level[to] !== -1) continue;
        level[to] = level[node]! + 1;
        queue.push(to);
      }
    }
    return level;
  }

  #push(node: number, sink: number, wanted: number, level: number[]): number {
    if (node === sink) return wanted;
    for (const edge of this.#edges[node]!) {
      if (edge.capacity === 0 || level[edge.to] !== level[node]! + 1) continue;
      const sent = this.#push(edge.to, sink, Math.min(wanted, edge.capacity), level);
      if (sent === 0) continue;
      edge.capacity -= sent;
      this.#edges[edge.to]![edge.back]!.capacity += sent;
      return sent;
    }
    return 0;
  }

  /** The most that can flow from source to sink; it uses the network up. */
  maximum(source: number, sink: number): number {
    let total = 0;
    for (;;) {
      const level = this.#levels(source);
      if (level[sink] === -1) return total;
      for (let sent = 1; sent > 0; total += sent) sent = this.#push(source, sink, Infinity, level);
    }
  }
}
