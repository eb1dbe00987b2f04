using System.Diagnostics;
using System.Globalization;
using Tenon.Merging;
using Tenon.Merging.Bench;
using Tenon.Parquet.Memory;

// Usage: Tenon.Merging.Bench DIRECTORY KEY [--rounds N] [--verified-only] [--read-back N] [--memory MIB]
// Merges the files of a directory in this process, on one thread, by turns with the digests and without. Prints CPU seconds and the digest's share.
// With --read-back it merges once and reads the output back N times a round: what the reading takes that takes least, as others use the machine too.
BufferPool.PrepareProcess();
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int rounds = 5;
bool verifiedOnly = false;
int readings = 0;
long? memoryBytes = null;
var names = new List<string>();
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--rounds":
            rounds = int.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--verified-only":
            verifiedOnly = true;
            break;
        case "--read-back":
            readings = int.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--memory":
            memoryBytes = long.Parse(args[++i], CultureInfo.InvariantCulture) << 20;
            break;
        default:
            names.Add(args[i]);
            break;
    }
}

if (names.Count != 2 || rounds < 1)
{
    Console.Error.WriteLine("usage: Tenon.Merging.Bench DIRECTORY KEY [--rounds N] [--verified-only] [--read-back N] [--memory MIB]");
    return 2;
}

var with = new List<double>();
var without = new List<double>();
var bench = new MergeBench(names[0], names[1], memoryBytes);
for (int round = 0; round < rounds; round++)
{
    with.Add(await bench.RunAsync(verify: true, readings));
    if (!verifiedOnly && readings == 0)
    {
        without.Add(await bench.RunAsync(verify: false));
        Console.WriteLine($"round {round + 1}: {with[^1]:F2} CPU s with digests, {without[^1]:F2} without");
    }
}

double all = Median(with);
Console.WriteLine(verifiedOnly || readings > 0
    ? $"{all:F3} CPU s"
    : $"median: {all:F2} CPU s with digests, {Median(without):F2} without: their share is {100 * (1 - (Median(without) / all)):F1} %");
Console.WriteLine($"peak of the process {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB; {bench.Result}");
return 0;

static double Median(List<double> values)
{
    values.Sort();
    return values[values.Count / 2];
}
