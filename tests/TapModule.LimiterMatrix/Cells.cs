namespace TapModule.LimiterMatrix;

/// <summary>The cells of the matrix, by group.</summary>
internal static class Cells
{
    private static readonly RetryAfterStyle[] NoneOrWhole = [RetryAfterStyle.None, RetryAfterStyle.WholeSeconds];
    private static readonly RetryAfterStyle[] NoneWholeOrTen = [RetryAfterStyle.None, RetryAfterStyle.WholeSeconds, RetryAfterStyle.Ten];
    private static readonly double[] Noises = [0, 0.01, 0.05, 0.15];

    public static IReadOnlyDictionary<string, Func<IEnumerable<Cell>>> Groups { get; } = new Dictionary<string, Func<IEnumerable<Cell>>>
    {
        ["published"] = () => Published("published figures", 0),
        ["noisy"] = () => Published("published figures, noise 5 %", 0.05).Concat(Published("published figures, noise 15 %", 0.15)),
        ["core"] = Core,
        ["latency"] = Latency,
        ["unlimited"] = Unlimited,
        ["windows"] = Windows,
        ["shared"] = Shared,
        ["changes"] = Changes,
        ["learned"] = Learned,
        ["short"] = Short,
        ["floor"] = Floor,
    };

    private static IEnumerable<Cell> Published(string name, double noise) =>
        from style in NoneOrWhole
        from rate in new[] { 0.5, 5, 20, 200 }
        from burst in new[] { 5, 20, 50, 200 }
        from seconds in new[] { 60, 180 }
        select new Cell(name, LimitShape.Bucket, rate, burst, (int)(burst + (rate * seconds * (rate < 1 ? 5 : 1))), noise, style);

    private static IEnumerable<Cell> Core() =>
        from noise in Noises
        from rate in new[] { 0.5, 2, 5, 20, 60, 200 }
        from burst in new[] { 5, 20, 50, 200 }
        from style in NoneOrWhole
        select new Cell($"1,000 rows, noise {noise:P0}", LimitShape.Bucket, rate, burst, 1000, noise, style);

    private static IEnumerable<Cell> Latency() =>
        from latency in new[] { 0.25, 0.5, 1.5 }
        from rate in new[] { 0.5, 5, 20, 60 }
        from burst in new[] { 5, 20, 50, 200 }
        select new Cell($"three minutes, {latency * 1000} ms", LimitShape.Bucket, rate, burst, (int)(burst + (rate * 180 * (rate < 1 ? 5 : 1))), Latency: latency);

    private static IEnumerable<Cell> Unlimited() =>
        from noise in Noises
        from rows in new[] { 200, 1000, 10_000 }
        from style in NoneOrWhole
        where noise > 0 || style == RetryAfterStyle.None
        select new Cell($"no limit, {rows} rows, noise {noise:P0}", LimitShape.None, 1e9, 1e9, rows, noise, style);

    private static IEnumerable<Cell> Windows() =>
        from shape in new[] { LimitShape.FixedWindow, LimitShape.SlidingWindow }
        from window in new[] { (10.0, 1.0), (20, 1), (200, 1), (50, 10), (200, 10), (1000, 10), (300, 150), (3000, 150), (600, 300), (6000, 300) }
        from latency in new[] { 0.06, 0.5 }
        from noise in new[] { 0, 0.05 }
        from style in NoneWholeOrTen
        let isGraph = window == (3000, 150) && noise == 0
        select new Cell(
            isGraph ? "3000 in 150 s" : $"{(shape == LimitShape.FixedWindow ? "fixed" : "sliding")} windows, noise {noise:P0}",
            shape, window.Item1 / window.Item2, window.Item1, (int)Math.Max(window.Item1 * 3.5, Math.Min(2000, window.Item1 * 30)), noise, style, latency, Window: window.Item2);

    private static IEnumerable<Cell> Shared() =>
        from noise in new[] { 0, 0.05 }
        from rate in new[] { 20, 100 }
        from burst in new[] { 20, 200 }
        from latency in new[] { 0.06, 0.25, 1.5 }
        from style in NoneWholeOrTen
        select new Cell($"two limits, another client, noise {noise:P0}", LimitShape.Shared, rate, burst, 2000, noise, style, latency);

    private static IEnumerable<Cell> Changes() =>
        from noise in new[] { 0, 0.05 }
        from change in new[] { LimitChange.Halves, LimitChange.Doubles, LimitChange.Stops }
        from rate in new[] { 2, 5, 20, 60, 200 }
        from burst in new[] { 5, 20, 200 }
        from latency in new[] { 0.06, 0.25, 1.5 }
        select new Cell(
            $"limit {change.ToString().ToLowerInvariant()}, noise {noise:P0}", LimitShape.Bucket, rate, burst, burst + Math.Min(10_000, Math.Max(rate * 100, 200)), noise,
            noise > 0 ? RetryAfterStyle.None : RetryAfterStyle.WholeSeconds, latency, change);

    /// <summary>A second run of the same limiter, where the limit is ten times higher or lower than in the first.</summary>
    private static IEnumerable<Cell> Learned() =>
        from factor in new[] { 10, 1, 0.1 }
        from rate in new[] { 2.0, 5, 20 }
        from burst in new[] { 20, 200 }
        from noise in new[] { 0, 0.05 }
        from gap in new[] { 0, 10 }
        from seconds in new[] { 20, 60 }
        let learned = factor < 1 ? 10 * rate : rate
        select new Cell($"{factor:0.#} times what was learned, noise {noise:P0}", LimitShape.Bucket, learned * factor, burst, (int)(burst + (learned * factor * seconds)), noise, Learned: learned, Gap: gap);

    private static IEnumerable<Cell> Short() =>
        from rows in new[] { 100, 200, 300 }
        from rate in new[] { 0.5, 2, 5, 20, 60, 200 }
        from burst in new[] { 5, 20, 50, 200 }
        where rows > burst
        from latency in new[] { 0.06, 0.25 }
        from style in NoneOrWhole
        select new Cell($"{rows} rows", LimitShape.Bucket, rate, burst, rows, 0, style, latency);

    /// <summary>Side by side with a plain loop that sends one item at a time and honours its Retry-After.</summary>
    private static IEnumerable<Cell> Floor() =>
        from noise in new[] { 0, 0.05, 0.15, 0.2, 0.3 }
        from rate in new[] { 0.5, 5, 20, 1e9 }
        from burst in rate > 1e6 ? new[] { 1e9 } : new[] { 1.0, 5, 50 }
        from rows in new[] { 20, 60, 200 }
        from style in NoneWholeOrTen
        select new Cell($"floor, noise {noise:P0}", rate > 1e6 ? LimitShape.None : LimitShape.Bucket, rate, burst, rows, noise, style);
}
