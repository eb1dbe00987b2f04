using System.Diagnostics;
using System.Security.Cryptography;
using Tenon.Integration.Tests.Support;

namespace Tenon.Integration.Tests.Crash;

/// <summary>Kills the real program at many moments of a run, and judges by DuckDB what it leaves.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int RandomKills = 16;
    private const int Tries = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-crash-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Goal: kill -9 at any instant loses, repeats and damages nothing, and the same command finishes with the same result.
    // Method: kill a run over copies of samples/metrics at random moments (the seed is printed) and at the moments at which something
    // appears in the folder; after each kill let DuckDB read every visible file, run the command again, and compare rows and bytes.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void F04_F08_F33_F59_A_run_that_is_killed_at_any_moment_is_finished_by_the_next(bool inPlace)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var judge = new RowJudge();
        Rows expected = judge.Read(Samples.Files(), "samples");
        Assert.Equal(319_980, expected.Count);

        (string[] sums, TimeSpan duration) = Undisturbed(inPlace, judge, expected);
        var kills = new List<string>();
        for (int i = 0; i < RandomKills; i++)
        {
            // Spread over the whole run, one in each of as many equal parts. A run can be faster than those that were timed, when the machine
            // has less else to do: the kill then comes too late, and the next try takes the run for shorter.
            int before = kills.Count;
            for (int t = 0; t < Tries && kills.Count == before; t++)
            {
                TimeSpan delay = duration * ((i + random.NextDouble()) / RandomKills);
                KillOnce($"after {delay.TotalMilliseconds:0} ms", inPlace, judge, expected, sums, kills, (process, _) => process.WaitFor(delay));
                duration *= kills.Count == before ? 0.8 : 1;
            }
        }

        foreach ((string step, Func<string, bool> isReached) in Steps(inPlace))
        {
            KillOnce(
                $"when {step}", inPlace, judge, expected, sums, kills, (process, target) => process.WaitUntil(() => isReached(target), TimeSpan.FromMinutes(1)));
        }

        output.WriteLine($"{kills.Count} kills of a living process: {string.Join("; ", kills)}");
        Assert.True(kills.Count >= RandomKills + 4, $"only {kills.Count} kills met a living process; seed {seed}");
    }

    /// <summary>What can be seen from outside, in the order in which it happens.</summary>
    private static IEnumerable<(string Step, Func<string, bool> IsReached)> Steps(bool inPlace)
    {
        yield return ("the metastore appears", target => File.Exists(Path.Join(target, ".tenon/tenon.db")));
        yield return ("an output is being written", target => FilesIn(target, ".tenon/tmp").Length > 0);
        yield return ("an output has bytes", target => FilesIn(target, ".tenon/tmp").Any(file => Length(file) > 0));
        yield return ("an output has its final name", target => OutputsIn(target).Length > 0);
        yield return ("two outputs have their final names", target => OutputsIn(target).Length > 1);
        yield return ("all outputs have their final names", target => OutputsIn(target).Length > 3);
        if (inPlace)
        {
            yield return ("an input is moved aside", target => FilesIn(target, ".tenon/retired").Length > 0);
            yield return ("half of the inputs are moved aside", target => FilesIn(target, ".tenon/retired").Length > 7);
            yield return ("the last input is moved aside", target => FilesIn(target, ".tenon/retired").Length > 15);
        }
    }

    private void KillOnce(string moment, bool inPlace, RowJudge judge, Rows expected, string[] sums, List<string> kills, Action<TenonProcess, string> wait)
    {
        (string inputs, string target) = Prepare(inPlace);
        using (TenonProcess process = TenonProcess.Start(Arguments(inputs, target, inPlace)))
        {
            wait(process, target);
            if (process.Kill())
            {
                kills.Add(moment);
            }
        }

        string context = $"killed {moment}";
        judge.Read(Visible(target), context); // Reads every byte of every visible file.
        if (inPlace && File.Exists(Path.Join(target, ".tenon/tenon.db")))
        {
            RequireLive(target, judge, expected, context);
        }

        Finished rerun = TenonProcess.Run(Arguments(inputs, target, inPlace));
        Assert.True(rerun.ExitCode == 0, $"{context}: the next run ended with {rerun.ExitCode}: {rerun.Errors}{rerun.Output}");
        RequireFinished(target, judge, expected, sums, context);
        Directory.Delete(Path.GetDirectoryName(target)!, recursive: true);
    }

    private (string[] Sums, TimeSpan Duration) Undisturbed(bool inPlace, RowJudge judge, Rows expected)
    {
        TimeSpan shortest = TimeSpan.MaxValue;
        string[] sums = [];
        for (int i = 0; i < 2; i++)
        {
            (string inputs, string target) = Prepare(inPlace);
            long began = Stopwatch.GetTimestamp();
            Finished run = TenonProcess.Run(Arguments(inputs, target, inPlace));
            TimeSpan duration = Stopwatch.GetElapsedTime(began);
            Assert.True(run.ExitCode == 0, run.Errors + run.Output);
            shortest = duration < shortest ? duration : shortest;
            string[] again = Sums(target);
            Assert.True(sums.Length == 0 || sums.SequenceEqual(again), "two undisturbed runs wrote different bytes");
            sums = again;
            RequireFinished(target, judge, expected, sums, "undisturbed");
            Directory.Delete(Path.GetDirectoryName(target)!, recursive: true);
        }

        output.WriteLine($"undisturbed: {shortest.TotalMilliseconds:0} ms");
        return (sums, shortest);
    }

    private static void RequireFinished(string target, RowJudge judge, Rows expected, string[] sums, string context)
    {
        Assert.True(expected == judge.Read(Visible(target), context), $"{context}: rows differ");
        Assert.True(sums.SequenceEqual(Sums(target)), $"{context}: the files differ from those of an undisturbed run");
        RequireLive(target, judge, expected, context);
        Assert.True(FilesIn(target, ".tenon/tmp").Length == 0, $"{context}: temporary files are left");
    }

    /// <summary>The live set, which the program tells, holds every row once.</summary>
    private static void RequireLive(string target, RowJudge judge, Rows expected, string context)
    {
        Finished status = TenonProcess.Run("status", target, "--files");
        Assert.True(status.ExitCode == 0, $"{context}: status ended with {status.ExitCode}: {status.Errors}{status.Output}");
        Rows live = judge.Read(status.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), context);
        Assert.True(expected == live, $"{context}: the live set has {live.Count} rows, {expected.Count} are expected (or others)");
    }

    /// <summary>Copies of the samples in four scopes, so that a run has four operations; 16 files.</summary>
    private (string Inputs, string Target) Prepare(bool inPlace)
    {
        string world = Path.Join(_folder, Path.GetRandomFileName());
        string inputs = Path.Join(world, "data");
        int i = 0;
        foreach (string sample in Samples.Files())
        {
            string folder = Path.Join(inputs, $"part={i++ % 4}");
            Directory.CreateDirectory(folder);
            File.Copy(sample, Path.Join(folder, Path.GetFileName(sample)));
        }

        return (inputs, inPlace ? inputs : Path.Join(world, "merged"));
    }

    private static string[] Arguments(string inputs, string target, bool inPlace)
    {
        const string key = "metric_name|service|env|datacenter|region|host|timeseries_id|timestamp_secs/V2";
        string[] common = ["compact", inputs, "--recursive", "--sort", key, "--json"];
        return inPlace ? [.. common, "--in-place"] : [.. common, "--into", target];
    }

    /// <summary>What a reader that lists the folder finds.</summary>
    private static IEnumerable<string> Visible(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.parquet", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(folder, path).Split('/').Any(part => part.StartsWith('.')))
            .Order(StringComparer.Ordinal)
        : [];

    private static string[] OutputsIn(string target) => Safely(() => Visible(target).Where(path => Path.GetFileName(path).StartsWith("table_", StringComparison.Ordinal)));

    private static string[] FilesIn(string target, string folder) =>
        Safely(() => Directory.Exists(Path.Join(target, folder)) ? Directory.EnumerateFiles(Path.Join(target, folder), "*.parquet", SearchOption.AllDirectories) : []);

    /// <summary>Looks into a folder that another process is changing: what vanishes meanwhile was not there.</summary>
    private static string[] Safely(Func<IEnumerable<string>> list)
    {
        try
        {
            return [.. list()];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static long Length(string file)
    {
        try
        {
            return new FileInfo(file).Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static string[] Sums(string target) => [.. Visible(target).Select(path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))).Order()];
}
