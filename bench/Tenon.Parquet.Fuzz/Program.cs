using System.Globalization;
using Tenon.Parquet.Fuzz;

// Damages Parquet files and reads them. Only format errors may come out, in bounded time and memory.
//
//   dotnet run -c Release --project bench/Tenon.Parquet.Fuzz -- [--seed 1] [--count 100000] [--save DIR] [FOLDER...]
//
// Case i of a campaign has seed + i. A find is printed with its seed and, with --save, kept as a file; the same seed and folders
// give it again. The number of the case at hand is kept in the file 'fuzz.current' of --save, for a crash of the process.
// Exit code 0 means that nothing was found.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int seed = 1;
int count = 100_000;
string? save = null;
var folders = new List<string>();
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--seed":
            seed = int.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--count":
            count = int.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--save":
            save = args[++i];
            Directory.CreateDirectory(save);
            break;
        default:
            folders.Add(args[i]);
            break;
    }
}

List<SeedFile> seeds = SeedFiles.Load(folders);
var campaign = new Campaign(seeds);
Console.WriteLine($"{count} files from {seeds.Count}, seeds {seed} to {seed + count - 1}");
using FileStream? current = save is null ? null : new FileStream(Path.Combine(save, "fuzz.current"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
int finds = 0;
long started = Environment.TickCount64;
for (int i = 0; i < count; i++)
{
    if (current is not null)
    {
        current.Position = 0;
        current.Write(System.Text.Encoding.ASCII.GetBytes($"{seed + i,-12}\n"));
    }

    string? problem = campaign.Run(seed + i);
    if (problem is not null)
    {
        finds++;
        Console.WriteLine(problem);
        if (save is not null)
        {
            File.WriteAllBytes(Path.Combine(save, $"seed-{seed + i}.parquet"), campaign.Create(seed + i));
        }
    }

    if ((i + 1) % 10_000 == 0)
    {
        Console.WriteLine($"{i + 1} files in {(Environment.TickCount64 - started) / 1000} s, {campaign.FilesWithErrors} with format errors, {finds} finds; slowest {campaign.SlowestSeconds:F2} s, "
            + $"{campaign.PeakPoolBytes / 1e6:F1} MB unmanaged, {campaign.MostManagedBytes / 1e6:F1} MB managed");
    }
}

Console.WriteLine($"{count} files, {campaign.FilesWithErrors} with format errors, {finds} finds; slowest {campaign.SlowestSeconds:F2} s, "
    + $"most memory {campaign.PeakPoolBytes / 1e6:F1} MB unmanaged, {campaign.MostManagedBytes / 1e6:F1} MB managed");
return finds == 0 ? 0 : 1;
