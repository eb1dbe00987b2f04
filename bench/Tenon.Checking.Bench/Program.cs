// Checks one model as one whole process and prints what it took:
//   dotnet run -c Release --project bench/Tenon.Checking.Bench -- packed-2pc 8 [--workers N] [--mode bfs|dfs] [--identity 64|128|exact]
using System.Diagnostics;
using System.Globalization;
using Tenon.Checking;
using Tenon.Checking.Actors;
using Tenon.Checking.Samples;

if (args.Length < 2)
{
    Console.Error.WriteLine("usage: MODEL SIZE [--workers N] [--mode bfs|dfs] [--identity 64|128|exact]; models: packed-2pc, 2pc, paxos, abd, single-copy, increment-lock");
    return 64;
}

int size = int.Parse(args[1], CultureInfo.InvariantCulture);
string Option(string name, string otherwise) => Array.IndexOf(args, name) is int at and >= 0 ? args[at + 1] : otherwise;
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
};
CheckResult result = args[0] switch
{
    "packed-2pc" => Checker.Check(new PackedTwoPhaseCommit(size), options),
    "2pc" => Checker.Check(new TwoPhaseCommit(size), options),
    "paxos" => Checker.Check(new Paxos(size, 3, NetworkKind.Unordered), options),
    "abd" => Checker.Check(new AbdRegister(size, 3, NetworkKind.Ordered), options),
    "increment-lock" => Checker.Check(new Increment(size, hasLock: true), options),
    "single-copy" => Checker.Check(new SingleCopyRegister(size, 1, NetworkKind.Unordered), options),
    _ => throw new ArgumentException($"no model '{args[0]}'"),
};
using Process process = Process.GetCurrentProcess();
double cpu = process.TotalProcessorTime.TotalSeconds;
Console.Write(result);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"cpu {cpu:0.00} s, {result.StateCount / cpu / 1000:0} k states/cpu-s, {result.TransitionCount / cpu / 1e6:0.0} M transitions/cpu-s, peak {process.PeakWorkingSet64 >> 20} MiB"));
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"visited {(double)result.VisitedBytes / result.StateCount:0.0} bytes/state, frontier at most {result.FrontierBytes >> 20} MiB"));
return 0;
