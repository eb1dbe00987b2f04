using System.Diagnostics;
using System.Globalization;
using Tenon.Parquet;
using Tenon.Parquet.Bench;

// Usage: dotnet run -c Release --project bench/Tenon.Parquet.Bench -- FILE... [--rounds N]
// Reads every column of the files: page headers, decompression, levels, indices or values. Prints the best round's CPU time of each step.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int rounds = 9;
var paths = new List<string>();
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--rounds")
    {
        rounds = int.Parse(args[++i], CultureInfo.InvariantCulture);
    }
    else
    {
        paths.Add(args[i]);
    }
}

DecodeTimes? best = null;
for (int round = 0; round < rounds; round++)
{
    DecodeTimes times = DecodeBench.Run(paths);
    best = best is null || times.TotalTicks < best.TotalTicks ? times : best;
}

best!.Print(Console.Out); // At least one round ran.
