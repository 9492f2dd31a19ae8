using System.Diagnostics;
using System.Globalization;
using TapModule.LimiterMatrix;

// The rate limiter over the whole matrix, in virtual time. Prints one table; the thinned one of the tests is in TapModule.Core.Tests.
//
//   dotnet run -c Release --project tests/TapModule.LimiterMatrix -- [--seeds 20] [--every 1] [--cells] [groups]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var seeds = Option("--seeds", 20);
var every = Option("--every", 1);
var cores = Option("--cores", 1);
var showsCells = args.Contains("--cells");
var names = args.Where((arg, i) => !arg.StartsWith("--", StringComparison.Ordinal) && (i == 0 || args[i - 1] is not ("--seeds" or "--every" or "--cores"))).ToList();
var contenders = Contenders.All.Where(c => names.Contains(c.Key)).DefaultIfEmpty(Contenders.All.First()).ToList();
var groups = Cells.Groups.Where(g => names.Contains(g.Key)).ToList();
if (groups.Count == 0) groups = [.. Cells.Groups];
var watch = Stopwatch.StartNew();
Console.WriteLine($"{"cells",-46}|{"who",8} |{"n",4} |{"eff",6}{"p10",6}{"worst",6}{"seed",6} |{"refused",8}{"p90",6}{"max",6} |{"seconds",9}{"worst",9}{"loop",9} | of loop, worst");
foreach (var group in groups)
{
    var cells = group.Value().Where((_, i) => i % every == 0).ToList();
    var scores = contenders.ToDictionary(c => c.Key, c => cells.AsParallel().AsOrdered().WithDegreeOfParallelism(cores).Select(cell => Score.Of(cell, c.Value, seeds)).ToList());
    foreach (var row in cells.Select(cell => cell.Group).Distinct())
    {
        foreach (var (who, all) in scores)
        {
            var mine = all.Where(s => s.Cell.Group == row).ToList();
            Print(row, who, mine);
            if (showsCells) foreach (var score in mine) Print("    " + score.Cell.ToString()[(score.Cell.Group.Length + 2)..], who, [score]);
        }
    }
}

Console.WriteLine($"{watch.Elapsed.TotalSeconds:0} s, {seeds} seeds");

static void Print(string what, string who, List<Score> scores)
{
    var efficiency = scores.Select(s => 100 * s.Efficiency).Order().ToList();
    var refused = scores.Select(s => 100 * s.Refused).Order().ToList();
    var line = $"{what,-46}|{who,8} |{scores.Count,4} |{efficiency.Average(),6:0.0}{At(efficiency, 0.1),6:0.0}{efficiency[0],6:0.0}{100 * scores.Min(s => s.WorstEfficiency),6:0.0} |{refused.Average(),8:0.0}{At(refused, 0.9),6:0.0}{refused[^1],6:0.0} |{scores.Average(s => s.Seconds),9:0.0}{scores.Max(s => s.WorstSeconds),9:0.0}";
    if (scores[0].LoopSeconds > 0)
        line += $"{scores.Average(s => s.LoopSeconds),9:0.0} |{scores.Max(s => s.Seconds / s.LoopSeconds),6:0.00}{scores.Max(s => s.WorstSeconds / s.LoopSeconds),6:0.00}";
    Console.WriteLine(line);
}

static double At(List<double> sorted, double share) => sorted[(int)(share * (sorted.Count - 1))];

int Option(string name, int otherwise) => Array.IndexOf(args, name) is >= 0 and var i ? int.Parse(args[i + 1], CultureInfo.InvariantCulture) : otherwise;
