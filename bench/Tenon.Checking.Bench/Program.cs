// Checks one model as one whole process and prints what it took:
//   dotnet run -c Release --project bench/Tenon.Checking.Bench -- packed-2pc 8 [--workers N] [--mode bfs|dfs] [--identity 64|128|exact] [--profile] [--json]
//   [--memory MB] [--spill FOLDER] [--por]
using System.Globalization;
using Tenon.Checking;
using Tenon.Checking.Bench;

if (args.Length < 2 || BenchModels.Make(args[0], int.Parse(args[1], CultureInfo.InvariantCulture)) is not PackedModel model)
{
    Console.Error.WriteLine($"usage: MODEL SIZE [--workers N] [--mode bfs|dfs] [--identity 64|128|exact] [--profile] [--json]; models: {string.Join(", ", BenchModels.Names)}");
    return 64;
}

string Option(string name, string otherwise) => Array.IndexOf(args, name) is int at and >= 0 ? args[at + 1] : otherwise;
SearchProfile? profile = args.Contains("--profile") ? new() : null;
CheckOptions options = new()
{
    WorkerCount = int.Parse(Option("--workers", "1"), CultureInfo.InvariantCulture),
    Mode = Option("--mode", "bfs") == "dfs" ? SearchMode.DepthFirst : SearchMode.BreadthFirst,
    Identity = Option("--identity", "64") switch
    {
        "128" => StateIdentity.Fingerprint128,
        "exact" => StateIdentity.Exact,
        _ => StateIdentity.Fingerprint64,
    },
    ContinueAfterViolation = true,
    PartialOrder = args.Contains("--por"),
    MaximumMemoryBytes = Option("--memory", "") is { Length: > 0 } memory ? long.Parse(memory, CultureInfo.InvariantCulture) << 20 : null,
    Disk = Option("--spill", "") is { Length: > 0 } folder ? new DiskOptions(folder) : null,
    Profile = profile,
};
CheckResult result = Checker.Check(model, options);
Console.Write(args.Contains("--json") ? Report.Json(result, profile) : Report.Text(result, profile));
return 0;
