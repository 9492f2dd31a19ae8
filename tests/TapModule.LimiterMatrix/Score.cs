namespace TapModule.LimiterMatrix;

/// <summary>One cell, over all seeds.</summary>
/// <param name="Cell">Which.</param>
/// <param name="Efficiency">The ideal time by the time taken, 0 to 1: a mean.</param>
/// <param name="WorstEfficiency">The worst seed.</param>
/// <param name="Refused">Refused by the limit, by rows: a mean.</param>
/// <param name="Seconds">To the last row: a mean.</param>
/// <param name="WorstSeconds">The worst seed.</param>
/// <param name="LoopSeconds">The loop that it is compared with: a mean. Zero if it is compared with none.</param>
internal sealed record Score(Cell Cell, double Efficiency, double WorstEfficiency, double Refused, double Seconds, double WorstSeconds, double LoopSeconds)
{
    private const int ParallelWorkers = 16;

    public static Score Of(Cell cell, Func<IContender> contender, int seeds)
    {
        double efficiency = 0, worst = 1, refused = 0, seconds = 0, worstSeconds = 0, loop = 0;
        var workers = cell.Group.StartsWith("floor", StringComparison.Ordinal) ? 1 : cell.Shape == LimitShape.None ? ParallelWorkers : 0;
        for (var seed = 1; seed <= seeds; seed++)
        {
            var (took, service) = Run(cell, contender(), seed);
            var ideal = Ideal(cell, seed);
            var share = Math.Min(1, ideal / took);
            efficiency += share / seeds;
            worst = Math.Min(worst, share);
            refused += (double)service.RefusedByLimit / cell.Items / seeds;
            seconds += took / seeds;
            worstSeconds = Math.Max(worstSeconds, took);
            if (workers > 0) loop += cell.Service(seed).RunLoop(workers, cell.Items).TotalSeconds / seeds;
        }

        return new Score(cell, efficiency, worst, refused, seconds, worstSeconds, loop);
    }

    /// <summary>Runs the cell's service once.</summary>
    public static (double Seconds, LimitSimulation Service) Run(Cell cell, IContender contender, int seed)
    {
        var start = TimeSpan.Zero;
        if (cell.Learned > 0)
        {
            var before = cell with { Rate = cell.Learned, Items = (int)(cell.Burst + (cell.Learned * 60)) };
            start = before.Service(~seed).Run(contender, before.Items) + TimeSpan.FromSeconds(cell.Gap);
        }

        var service = cell.Service(seed, start.TotalSeconds);
        return ((service.Run(contender, cell.Items, start) - start).TotalSeconds, service);
    }

    /// <summary>With refusals at random, rows that they hit must wait whoever paces: there an oracle is the ideal.</summary>
    private static double Ideal(Cell cell, int seed)
    {
        if (cell.Noise == 0 || cell.Shape is not (LimitShape.Bucket or LimitShape.None)) return cell.Bound();
        var service = cell.Service(seed);
        return Math.Max(cell.Bound(), service.Run(new Oracle(service), cell.Items).TotalSeconds);
    }
}
